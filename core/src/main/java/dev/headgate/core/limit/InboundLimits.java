package dev.headgate.core.limit;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Holds requests that come in to the rules that are about them.
 *
 * <p>A request is held to every rule that matches it, in one decision, all or nothing: what one
 * rule refuses costs nothing at the others. Rules in shadow mode decide apart from those, over
 * requests that these let pass, count, and refuse nothing. The buckets are named after the rules,
 * so that a rule which is changed while it is in use keeps what was spent.
 *
 * <p>While the store cannot be asked each rule has its own way: a share of the limit from memory,
 * open, or closed. A guard before the store sees to it that only few wait for its timeout.
 *
 * <p>Thread-safe. A request that no rule is about costs no round trip and allocates nothing.
 */
public final class InboundLimits {
  private static final Duration COME_AGAIN = Duration.ofSeconds(1);

  private final LimitStore shared;
  private final TokenBuckets local;
  private final StoreCalls store;
  private final IntSupplier processes;
  private volatile AllowList allowList;
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
      LimitStore shared,
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

  /** Never limits these, from the next request on, instead of those before. */
  public void exempt(AllowList exempted) {
    allowList = exempted;
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

  /** The rules in place. */
  public List<LimitRule> rules() {
    return rules.stream().map(CompiledRule::rule).toList();
  }

  /**
   * How full the buckets are that everybody shares, by the names of their rules; one round trip.
   * Tells {@link LimitTelemetry} as well.
   *
   * @throws StorageFailure where the store cannot be asked
   */
  public Map<String, Level> usage(long now) {
    List<CompiledRule> global =
        rules.stream().filter(rule -> rule.rule().key().kind() == LimitKey.Kind.GLOBAL).toList();
    if (global.isEmpty()) {
      return Map.of();
    }
    List<Bucket> buckets = global.stream().map(CompiledRule::everybody).toList();
    List<Level> levels = store.call(() -> shared.direct().levels(buckets, now));
    for (int i = 0; i < levels.size(); i++) {
      telemetry.seen(global.get(i).rule(), levels.get(i));
    }
    return levels.stream().collect(Collectors.toMap(Level::policy, level -> level));
  }

  /** Whether any rule is about this request, so that a store may have to be asked. */
  public boolean concerns(LimitedRequest request) {
    for (CompiledRule rule : rules) {
      if (rule.appliesTo(request)) {
        return true;
      }
    }
    return false;
  }

  /** Holds a request to all rules that are about it. */
  public LimitVerdict check(LimitedRequest request, long now) {
    return check(request, rule -> rule.appliesTo(request), now);
  }

  /**
   * Holds a request of which more is known than before to the rules that it was not held to then,
   * such as those about a type of event that its body tells.
   */
  public LimitVerdict checkLater(LimitedRequest before, LimitedRequest known, long now) {
    return check(known, rule -> rule.appliesTo(known) && !rule.appliesTo(before), now);
  }

  private LimitVerdict check(LimitedRequest request, Predicate<CompiledRule> applies, long now) {
    List<CompiledRule> enforced = new ArrayList<>(4);
    List<CompiledRule> shadows = new ArrayList<>(0);
    for (CompiledRule rule : rules) {
      if (applies.test(rule)) {
        (rule.rule().mode() == LimitRule.Mode.ENFORCE ? enforced : shadows).add(rule);
      }
    }
    if ((enforced.isEmpty() && shadows.isEmpty()) || allowList.contains(request)) {
      return LimitVerdict.Unlimited.INSTANCE;
    }
    LimitVerdict verdict =
        enforced.isEmpty() ? LimitVerdict.Unlimited.INSTANCE : enforce(enforced, request, now);
    if (!shadows.isEmpty() && verdict.admits()) {
      shadow(shadows, request, now);
    }
    return verdict;
  }

  private LimitVerdict enforce(List<CompiledRule> matched, LimitedRequest request, long now) {
    try {
      return verdict(matched, ask(matched, request, now));
    } catch (StorageFailure away) {
      return withoutStore(matched, request, now);
    }
  }

  /** A decision may lease only if all of its rules do: it is one, in one place. */
  private Decision ask(List<CompiledRule> matched, LimitedRequest request, long now) {
    boolean leased = matched.stream().allMatch(rule -> rule.rule().leased());
    TokenBuckets buckets = leased ? shared.leased() : shared.direct();
    List<Bucket> asked = buckets(matched, request);
    return store.call(() -> buckets.acquire(asked, 1, now));
  }

  private LimitVerdict verdict(List<CompiledRule> matched, Decision decision) {
    List<LimitRule> held = matched.stream().map(CompiledRule::rule).toList();
    tell(held, decision);
    return decision instanceof Decision.Refused refused
        ? new LimitVerdict.Exceeded(held, refused)
        : new LimitVerdict.Passed(held, decision.tightest());
  }

  private void tell(List<LimitRule> held, Decision decision) {
    List<String> violated =
        decision instanceof Decision.Refused refused ? refused.violated() : List.of();
    for (LimitRule rule : held) {
      telemetry.decided(rule, violated.contains(rule.name()));
      if (rule.name().equals(decision.tightest().policy())) {
        telemetry.seen(rule, decision.tightest());
      }
    }
  }

  private LimitVerdict withoutStore(List<CompiledRule> matched, LimitedRequest request, long now) {
    matched.forEach(rule -> telemetry.storeFailed(rule.rule()));
    List<CompiledRule> sharing = new ArrayList<>(matched.size());
    for (CompiledRule rule : matched) {
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
    int count = processes.getAsInt();
    List<Bucket> shares = sharing.stream().map(rule -> rule.share(request, count)).toList();
    return verdict(sharing, local.acquire(shares, 1, now));
  }

  private void shadow(List<CompiledRule> matched, LimitedRequest request, long now) {
    try {
      tell(matched.stream().map(CompiledRule::rule).toList(), ask(matched, request, now));
    } catch (StorageFailure away) {
      matched.forEach(rule -> telemetry.storeFailed(rule.rule()));
    }
  }

  /**
   * What each rule would say to a request; spends nothing. Empty where none is about it, or its
   * sender is on the allow-list.
   *
   * @throws StorageFailure where the store cannot be asked
   */
  public List<LimitExplanation> explain(LimitedRequest request, long now) {
    List<CompiledRule> matched = rules.stream().filter(rule -> rule.appliesTo(request)).toList();
    if (matched.isEmpty() || allowList.contains(request)) {
      return List.of();
    }
    List<Bucket> buckets = buckets(matched, request);
    List<Level> levels = store.call(() -> shared.direct().levels(buckets, now));
    List<LimitExplanation> explanations = new ArrayList<>(matched.size());
    for (int i = 0; i < matched.size(); i++) {
      Level level = levels.get(i);
      long wait = level.bucket().rule().delay(level.tat(), 1, level.now());
      explanations.add(
          new LimitExplanation(
              matched.get(i).rule(),
              matched.get(i).rule().key().kind().label(),
              level.remaining(),
              level.reset(),
              wait == Gcra.NEVER ? null : Duration.ofNanos(wait)));
    }
    return explanations;
  }

  /** Whether the sender of this request is never limited. */
  public boolean exempts(LimitedRequest request) {
    return allowList.contains(request);
  }

  private static List<Bucket> buckets(List<CompiledRule> matched, LimitedRequest request) {
    List<Bucket> buckets = new ArrayList<>(matched.size());
    for (CompiledRule rule : matched) {
      buckets.add(rule.bucket(request));
    }
    return buckets;
  }
}
