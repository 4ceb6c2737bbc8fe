package dev.headgate.runtime.configuration;

import dev.headgate.core.limit.AllowList;
import dev.headgate.core.limit.Cidr;
import dev.headgate.core.limit.LimitKey;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.PathGlob;
import dev.headgate.core.limit.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The limits on requests that come in.
 *
 * @param enabled whether requests are held to them
 * @param permits requests to Headgate's own endpoints per window and caller
 * @param window the window
 * @param allowList who is never limited
 * @param onStoreFailure what holds while the store cannot be asked, where a rule does not say
 * @param leases whether permits are fetched ahead of need, where a rule does not say
 * @param rules the rules of the configuration file, in its order
 */
public record RateLimitSettings(
    boolean enabled,
    int permits,
    Duration window,
    AllowList allowList,
    LimitRule.OnStoreFailure onStoreFailure,
    boolean leases,
    List<LimitRule> rules) {

  static final Setting<Boolean> ENABLED =
      Setting.of(
              "rate-limit.enabled",
              SettingTypes.SWITCH,
              "false",
              "Whether requests are limited; on in production.")
          .whileRunning();
  static final Setting<Integer> DEFAULT =
      Setting.of(
              "rate-limit.default",
              SettingTypes.count(1),
              "100",
              "Requests that a caller may make to /api/v1 per window.")
          .whileRunning();
  static final Setting<Duration> WINDOW =
      Setting.of("rate-limit.window", SettingTypes.DURATION, "60s", "The window of that limit.")
          .whileRunning();
  static final Setting<AllowList> ALLOW_LIST =
      Setting.without(
              "rate-limit.allow-list",
              SettingType.open(
                  "addresses, blocks such as 10.0.0.0/8, and names of callers, separated by ','",
                  RateLimitSettings::allowList),
              "Clients that are never limited: addresses, blocks of addresses, callers' names.")
          .whileRunning();
  static final Setting<LimitRule.OnStoreFailure> ON_STORE_FAILURE =
      Setting.of(
              "rate-limit.on-store-failure",
              SettingTypes.choice(LimitRule.OnStoreFailure.class),
              "local",
              "While the limits' store is away: each process admits its share, everything, or"
                  + " nothing.")
          .whileRunning();

  static final Setting<Boolean> LEASES =
      Setting.of(
              "rate-limit.leases",
              SettingTypes.SWITCH,
              "false",
              "Whether permits of a shared store are fetched ahead of need; on in high-throughput.")
          .whileRunning();

  /** A list in files only: below it stand rules. */
  static final Setting<String> RULES =
      Setting.without(
              "rate-limit.rules",
              SettingType.open("a list of rules", text -> text),
              "Limits of your own: a list, in a file only, of name, match {methods, path,"
                  + " event-type}, key, permits, per, burst, mode, on-store-failure, leased.")
          .whileRunning();

  static final List<Setting<?>> SETTINGS =
      List.of(ENABLED, DEFAULT, WINDOW, ALLOW_LIST, ON_STORE_FAILURE, LEASES);

  public static final RateLimitSettings DEFAULTS = from(SettingValues.NONE, List.of());

  private static final Set<String> ANY = Set.of();
  private static final String EVENTS = "/events";
  private static final String HEALTH = "/api/v1/health";
  private static final String BUILD_START = "network.notifi.lambda.build.start";

  public RateLimitSettings {
    Positive.number("permits", permits);
    Positive.duration("window", window);
    rules = List.copyOf(rules);
  }

  static RateLimitSettings from(SettingValues values, List<LimitRule> rules) {
    AllowList allowed = values.find(ALLOW_LIST);
    return new RateLimitSettings(
        values.value(ENABLED),
        values.value(DEFAULT),
        values.value(WINDOW),
        allowed == null ? AllowList.NOBODY : allowed,
        values.value(ON_STORE_FAILURE),
        values.value(LEASES),
        rules);
  }

  /**
   * The rules that hold: those of the file, and the built-in ones whose names it does not use; none
   * where limits are off.
   */
  public List<LimitRule> effective() {
    if (!enabled) {
      return List.of();
    }
    List<LimitRule> all = new ArrayList<>(rules);
    for (LimitRule rule : builtIn()) {
      if (rules.stream().noneMatch(own -> own.name().equals(rule.name()))) {
        all.add(rule);
      }
    }
    return List.copyOf(all);
  }

  /** What holds for a rule that does not say. */
  public LimitRuleDefaults ruleDefaults() {
    return new LimitRuleDefaults(onStoreFailure, leases);
  }

  private List<LimitRule> builtIn() {
    LimitKey global = new LimitKey(LimitKey.Kind.GLOBAL, "");
    LimitKey user = new LimitKey(LimitKey.Kind.USER, "");
    LimitKey ip = new LimitKey(LimitKey.Kind.IP, "");
    LimitKey thirdParty = new LimitKey(LimitKey.Kind.THIRD_PARTY, "");
    Set<String> post = Set.of("POST");
    return List.of(
        rule("events", post, EVENTS, null, null, global, Rate.perSecond(100, 200)),
        rule("build-start", post, EVENTS, null, BUILD_START, global, Rate.perSecond(50, 100)),
        rule("third-party", post, EVENTS, null, null, thirdParty, Rate.perSecond(10, 20)),
        rule("api", ANY, "/api/v1/**", HEALTH, null, user, new Rate(permits, window, permits)),
        rule("health", ANY, HEALTH, null, null, ip, Rate.perMinute(1000, 1000)),
        rule("webhooks", ANY, "/webhooks/**", null, null, global, Rate.perSecond(100, 100)));
  }

  private LimitRule rule(
      String name,
      Set<String> methods,
      String path,
      @Nullable String except,
      @Nullable String eventType,
      LimitKey key,
      Rate rate) {
    return new LimitRule(
        name,
        methods,
        new PathGlob(path),
        except == null ? null : new PathGlob(except),
        eventType,
        key,
        rate,
        LimitRule.Mode.ENFORCE,
        onStoreFailure,
        leases);
  }

  private static AllowList allowList(String text) {
    List<Cidr> blocks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String word : text.split(",", -1)) {
      String entry = word.strip();
      if (entry.contains("/") || Cidr.literal(entry)) {
        blocks.add(Cidr.parse(entry));
      } else if (entry.matches("[A-Za-z0-9._-]+(\\[bot])?")) {
        names.add(entry);
      } else {
        throw new IllegalArgumentException("neither an address nor a name");
      }
    }
    return new AllowList(blocks, names);
  }
}
