package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** What the inbound limits say to one request. */
public sealed interface LimitVerdict {

  /** Whether the request may go on. */
  default boolean admits() {
    return this instanceof Unlimited || this instanceof Passed;
  }

  /** No rule that refuses is about it, or its sender is on the allow-list. */
  record Unlimited() implements LimitVerdict {
    /** The one instance that is needed. */
    public static final Unlimited INSTANCE = new Unlimited();
  }

  /**
   * It may pass.
   *
   * @param rules the rules that it was held to
   * @param tightest the most restrictive of their buckets
   */
  record Passed(List<LimitRule> rules, Level tightest) implements LimitVerdict {

    public Passed {
      rules = List.copyOf(rules);
      requireNonNull(tightest, "tightest");
    }
  }

  /**
   * It may not pass, and no bucket was changed.
   *
   * @param rules the rules that it was held to
   * @param decision who refused, and for how long
   */
  record Exceeded(List<LimitRule> rules, Decision.Refused decision) implements LimitVerdict {

    public Exceeded {
      rules = List.copyOf(rules);
      requireNonNull(decision, "decision");
    }
  }

  /**
   * The store cannot be asked, and a rule says that nothing passes then.
   *
   * @param rule the rule
   * @param retryAfter when it is worth coming again
   */
  record Closed(LimitRule rule, Duration retryAfter) implements LimitVerdict {}
}
