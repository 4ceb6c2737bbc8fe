package dev.headgate.core.limit;

import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds requests that come in to the rules that are about them.
 *
 * <p>A request is held to every rule that matches it, in one decision, all or nothing: what one
 * rule refuses costs nothing at the others. Rules in shadow mode decide apart, count, and refuse
 * nothing. The buckets are named after the rules, so that a rule which is changed while it is in
 * use keeps what was spent.
 *
 * <p>While the store cannot be asked each rule has its own way: a share of the limit from memory,
 * open, or closed. A guard before the store sees to it that only few wait for its timeout.
 *
 * <p>Thread-safe. A request that no rule is about costs no round trip and allocates nothing.
 */
public final class InboundLimits {
  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  /** Longer subjects are told apart by their digest, so that nobody fills a store with names. */
  private static final int LONGEST_SUBJECT = 64;

  private final TokenBuckets shared;
  private final TokenBuckets local;
  private final StoreCalls store;
  private final IntSupplier processes;
  private final AllowList allowList;
  private final LimitTelemetry telemetry;
  private volatile List<CompiledRule> rules = List.of();

  /**
   * Limits over these stores, without any rule yet.
   *
   * @param shared the buckets that all processes share
   * @param local buckets in memory, for while those cannot be asked
   * @param store the way to the shared ones
   * @param processes how many processes share them; at least 1
   */
  public InboundLimits(
      TokenBuckets shared,
      TokenBuckets local,
      StoreCalls store,
      IntSupplier processes,
      AllowList allowList,
      LimitTelemetry telemetry) {
    this.shared = shared;
    this.local = local;
    this.store = store;
    this.processes = processes;
    this.allowList = allowList;
    this.telemetry = telemetry;
  }

  /**
   * Puts these rules in place of the ones before, from the next request on.
   *
   * @throws IllegalArgumentException where two have one name, or there are more than a decision may
   *     span
   */
  public void replace(List<LimitRule> replacement) {
    check(replacement);
    rules = replacement.stream().map(CompiledRule::new).toList();
  }

  /**
   * Checks a set of rules.
   *
   * @throws IllegalArgumentException as {@link #replace}
   */
  public static void check(List<LimitRule> replacement) {
    Set<String> names = new HashSet<>();
    for (LimitRule rule : replacement) {
      Check.that(names.add(rule.name()), "rules", rule.name(), "each name once");
    }
    Check.that(
        replacement.size() <= TokenBuckets.MOST_BUCKETS,
        "rules",
        replacement.size(),
        "at most " + TokenBuckets.MOST_BUCKETS);
  }

  /**
   * What is left of a rule's bucket that everybody shares.
   *
   * @throws StorageFailure where the store cannot be asked
   */
  public long remaining(LimitRule rule, long now) {
    List<Bucket> bucket = List.of(new CompiledRule(rule).everybody());
    return store.call(() -> shared.levels(bucket, now)).get(0).remaining();
  }

  /** The rules in place. */
  public List<LimitRule> rules() {
    return rules.stream().map(CompiledRule::rule).toList();
  }

  /** Whether any rule is about this request, so that a store may have to be asked. */
  public boolean concerns(LimitedRequest request) {
    for (CompiledRule rule : rules) {
      if (rule.rule().matches(request)) {
        return true;
      }
    }
    return false;
  }

  /** Holds a request to all rules that are about it. */
  public LimitVerdict check(LimitedRequest request, long now) {
    return check(request, false, now);
  }

  /**
   * Holds a request only to the rules about its type of event, for those whose type is known late:
   * the others were asked before.
   */
  public LimitVerdict checkEvent(LimitedRequest request, long now) {
    return check(request, true, now);
  }

  private LimitVerdict check(LimitedRequest request, boolean eventsOnly, long now) {
    List<CompiledRule> enforced = null;
    List<CompiledRule> shadows = null;
    for (CompiledRule rule : rules) {
      if ((eventsOnly && rule.rule().eventType() == null) || !rule.rule().matches(request)) {
        continue;
      }
      if (rule.rule().mode() == LimitRule.Mode.ENFORCE) {
        enforced = added(enforced, rule);
      } else {
        shadows = added(shadows, rule);
      }
    }
    if ((enforced == null && shadows == null) || allowList.contains(request)) {
      return LimitVerdict.Unlimited.INSTANCE;
    }
    if (shadows != null) {
      shadow(shadows, request, now);
    }
    return enforced == null ? LimitVerdict.Unlimited.INSTANCE : enforce(enforced, request, now);
  }

  private static List<CompiledRule> added(@Nullable List<CompiledRule> list, CompiledRule rule) {
    List<CompiledRule> longer = list == null ? new ArrayList<>(4) : list;
    longer.add(rule);
    return longer;
  }

  private LimitVerdict enforce(List<CompiledRule> matched, LimitedRequest request, long now) {
    List<Bucket> buckets = buckets(matched, request);
    Decision decision;
    try {
      decision = ask(buckets, now);
    } catch (StorageFailure away) {
      return withoutStore(matched, request, now);
    }
    return verdict(matched, decision);
  }

  private Decision ask(List<Bucket> buckets, long now) {
    return store.call(() -> shared.acquire(buckets, 1, now));
  }

  private LimitVerdict verdict(List<CompiledRule> matched, Decision decision) {
    List<LimitRule> held = matched.stream().map(CompiledRule::rule).toList();
    boolean refused = decision instanceof Decision.Refused;
    List<String> violated =
        decision instanceof Decision.Refused refusal ? refusal.violated() : List.of();
    for (LimitRule rule : held) {
      telemetry.decided(rule, refused && violated.contains(rule.name()));
      if (rule.name().equals(decision.tightest().policy())) {
        Level level = decision.tightest();
        telemetry.used(rule, 1 - (double) level.remaining() / level.limit());
      }
    }
    return decision instanceof Decision.Refused refusal
        ? new LimitVerdict.Exceeded(held, refusal)
        : new LimitVerdict.Passed(held, decision.tightest());
  }

  private LimitVerdict withoutStore(List<CompiledRule> matched, LimitedRequest request, long now) {
    List<CompiledRule> sharing = new ArrayList<>(matched.size());
    for (CompiledRule rule : matched) {
      telemetry.storeFailed(rule.rule());
      switch (rule.rule().onStoreFailure()) {
        case CLOSED -> {
          telemetry.decided(rule.rule(), true);
          return new LimitVerdict.Closed(rule.rule(), COME_AGAIN);
        }
        case LOCAL -> sharing.add(rule);
        case OPEN -> telemetry.decided(rule.rule(), false);
      }
    }
    if (sharing.isEmpty()) {
      return LimitVerdict.Unlimited.INSTANCE;
    }
    List<Bucket> shares = new ArrayList<>(sharing.size());
    for (Bucket bucket : buckets(sharing, request)) {
      shares.add(new Bucket(bucket.key(), share(bucket.rule())));
    }
    return verdict(sharing, local.acquire(shares, 1, now));
  }

  /** What one of so many processes may admit, so that all together do not exceed the limit. */
  private Gcra share(Gcra whole) {
    long count = Math.max(1, processes.getAsInt());
    long burst = Math.max(1, whole.burst() / count);
    long interval = whole.interval() * count;
    return new Gcra(interval, Math.min(burst, Gcra.LONGEST.toNanos() / interval));
  }

  private void shadow(List<CompiledRule> matched, LimitedRequest request, long now) {
    for (CompiledRule rule : matched) {
      try {
        Decision decision = ask(buckets(List.of(rule), request), now);
        telemetry.decided(rule.rule(), decision instanceof Decision.Refused);
      } catch (StorageFailure away) {
        telemetry.storeFailed(rule.rule());
      }
    }
  }

  /**
   * What each rule would say to a request; spends nothing.
   *
   * @throws StorageFailure where the store cannot be asked
   */
  public List<LimitExplanation> explain(LimitedRequest request, long now) {
    if (allowList.contains(request)) {
      return List.of();
    }
    List<CompiledRule> matched =
        rules.stream().filter(rule -> rule.rule().matches(request)).toList();
    if (matched.isEmpty()) {
      return List.of();
    }
    List<Bucket> buckets = buckets(matched, request);
    List<Level> levels = store.call(() -> shared.levels(buckets, now));
    List<LimitExplanation> explanations = new ArrayList<>(matched.size());
    for (int i = 0; i < matched.size(); i++) {
      Level level = levels.get(i);
      long wait = level.bucket().rule().delay(level.tat(), 1, level.now());
      explanations.add(
          new LimitExplanation(
              matched.get(i).rule(),
              matched.get(i).rule().key().kind().label(),
              level.remaining(),
              wait == Gcra.NEVER ? null : Duration.ofNanos(wait)));
    }
    return explanations;
  }

  private static List<Bucket> buckets(List<CompiledRule> matched, LimitedRequest request) {
    List<Bucket> buckets = new ArrayList<>(matched.size());
    for (CompiledRule rule : matched) {
      buckets.add(rule.bucket(request));
    }
    return buckets;
  }

  /** A rule with what need not be made for each request. */
  private record CompiledRule(LimitRule rule, Gcra gcra, Bucket everybody) {
    CompiledRule(LimitRule rule) {
      this(rule, Gcra.of(rule.rate()));
    }

    private CompiledRule(LimitRule rule, Gcra gcra) {
      this(rule, gcra, new Bucket(BucketKey.shared(rule.name()), gcra));
    }

    Bucket bucket(LimitedRequest request) {
      String subject = subject(request);
      return subject.isEmpty()
          ? everybody
          : new Bucket(new BucketKey(rule.name(), bounded(subject)), gcra);
    }

    /** Who is not named shares with everybody else who is not. */
    private String subject(LimitedRequest request) {
      return switch (rule.key().kind()) {
        case GLOBAL -> "";
        case IP -> request.ip();
        case USER -> {
          String user = request.user();
          yield user == null ? "ip:" + request.ip() : "user:" + user;
        }
        case THIRD_PARTY -> orEmpty(request.thirdParty());
        case HEADER -> orEmpty(request.header(rule.key().header()));
      };
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }

    private static String bounded(String subject) {
      return subject.length() <= LONGEST_SUBJECT
          ? subject
          : "sha256:" + Fingerprint.of("subject", subject).hex();
    }
  }
}
