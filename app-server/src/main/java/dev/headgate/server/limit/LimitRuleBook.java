package dev.headgate.server.limit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.setting.SettingsSnapshot;
import dev.headgate.core.setting.SharedSetting;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.runtime.configuration.LimitRuleDefaults;
import dev.headgate.runtime.configuration.Mistake;
import dev.headgate.runtime.configuration.RateLimitSettings;
import dev.headgate.server.endpoint.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules in force: those of the configuration, and over them those that operators changed while
 * the system runs. What is changed goes through the shared settings to every process, and is in
 * force there within a poll; a change that cannot be read leaves the last good rules in place, and
 * so does a store that has lost its memory, until something is changed again.
 *
 * <p>Thread-safe.
 */
public final class LimitRuleBook {
  private static final Logger LOG = LoggerFactory.getLogger(LimitRuleBook.class);
  private static final String SETTING = "rate-limit.rules";
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int TRIES = 5;

  private final InboundLimits limits;
  private final SharedSettings settings;
  private Map<String, LimitRule> configured = Map.of();
  private LimitRuleDefaults defaults;
  private Map<String, LimitRule> changed = Map.of();
  private long version;

  /** The configured rules, put in force at once. */
  public LimitRuleBook(
      RateLimitSettings configured, InboundLimits limits, SharedSettings settings) {
    this.limits = limits;
    this.settings = settings;
    this.defaults = configured.ruleDefaults();
    this.configured = byName(configured.effective());
    limits.replace(List.copyOf(this.configured.values()));
  }

  /**
   * Puts other configured rules in place of those before; what operators changed of single rules
   * stays over them. Where the two together cannot be, the rules before stay.
   */
  public synchronized void configure(RateLimitSettings settled) {
    Map<String, LimitRule> before = configured;
    configured = byName(settled.effective());
    try {
      limits.replace(merged(changed));
      defaults = settled.ruleDefaults();
    } catch (IllegalArgumentException impossible) {
      configured = before;
      LOG.error("the configured limit rules stay as they were: {}", impossible.getMessage());
    }
  }

  private static Map<String, LimitRule> byName(List<LimitRule> rules) {
    Map<String, LimitRule> byName = new LinkedHashMap<>();
    rules.forEach(rule -> byName.put(rule.name(), rule));
    return byName;
  }

  /** What holds for a rule that does not say. */
  synchronized LimitRuleDefaults defaults() {
    return defaults;
  }

  /** A rule in force, with where it comes from. */
  record Entry(LimitRule rule, boolean ofRunTime) {}

  /** The rules in force, the configured first. */
  synchronized List<Entry> entries() {
    Map<String, Entry> entries = new LinkedHashMap<>();
    configured.forEach((name, rule) -> entries.put(name, new Entry(rule, false)));
    changed.forEach((name, rule) -> entries.put(name, new Entry(rule, true)));
    return List.copyOf(entries.values());
  }

  /** The rule of that name. */
  Optional<Entry> entry(String name) {
    return entries().stream().filter(entry -> entry.rule().name().equals(name)).findFirst();
  }

  /** Puts a rule in force, here now and elsewhere within a poll. */
  void put(LimitRule rule) {
    change(rules -> rules.put(rule.name(), rule));
  }

  /** Takes back what was changed of a rule; whether there was anything to take back. */
  boolean remove(String name) {
    refresh();
    synchronized (this) {
      if (!changed.containsKey(name)) {
        return false;
      }
    }
    change(rules -> rules.remove(name));
    return true;
  }

  private void change(Consumer<Map<String, LimitRule>> edit) {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      SettingsSnapshot now = settings.changedSince(0).orElse(SettingsSnapshot.EMPTY);
      SharedSetting current = now.settings().get(SETTING);
      Map<String, LimitRule> rules =
          new LinkedHashMap<>(current == null ? lastGood() : read(current));
      edit.accept(rules);
      List<LimitRule> merged = merged(rules);
      InboundLimits.check(merged);
      if (settings
          .write(SETTING, write(rules), current == null ? 0 : current.version())
          .isPresent()) {
        refresh();
        return;
      }
    }
    throw Problem.conflict("Others changed the rules at the same time, again and again; try again");
  }

  /** What is in force here goes on where the store has forgotten it. */
  private synchronized Map<String, LimitRule> lastGood() {
    return changed;
  }

  /** Puts in force what other processes changed; to be called about once a second. */
  public void refresh() {
    long known;
    synchronized (this) {
      known = version;
    }
    settings.changedSince(known).ifPresent(snapshot -> apply(snapshot, known));
  }

  private synchronized void apply(SettingsSnapshot snapshot, long known) {
    // A store that has lost its memory counts from the start: what is written there then is new.
    boolean anew = version == known && snapshot.version() > 0 && snapshot.version() < known;
    if (snapshot.version() <= version && !anew) {
      return;
    }
    SharedSetting setting = snapshot.settings().get(SETTING);
    try {
      Map<String, LimitRule> rules = setting == null ? Map.of() : read(setting);
      limits.replace(merged(rules));
      changed = rules;
    } catch (IllegalArgumentException unreadable) {
      LOG.error(
          "limit rules of version {} are left out: {}",
          snapshot.version(),
          unreadable.getMessage());
    }
    version = snapshot.version();
  }

  private synchronized List<LimitRule> merged(Map<String, LimitRule> rules) {
    Map<String, LimitRule> merged = new LinkedHashMap<>(configured);
    merged.putAll(rules);
    return List.copyOf(merged.values());
  }

  private Map<String, LimitRule> read(SharedSetting setting) {
    List<Mistake> mistakes = new ArrayList<>();
    Map<String, LimitRule> rules = new LinkedHashMap<>();
    try {
      for (JsonNode element : JSON.readTree(setting.text())) {
        String name = element.path("name").asText();
        LimitRuleJson.read(element, name, defaults(), mistakes)
            .ifPresent(rule -> rules.put(name, rule));
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException("no JSON", malformed);
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(mistakes.toString());
    }
    return rules;
  }

  private static String write(Map<String, LimitRule> rules) {
    try {
      return JSON.writeValueAsString(rules.values().stream().map(LimitRuleJson::write).toList());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
