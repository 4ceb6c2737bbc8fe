package dev.headgate.core.limit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * How full one bucket was at one instant: the figures of {@code X-RateLimit-*}, {@code RateLimit}
 * and {@code RateLimit-Policy}.
 *
 * @param tat the bucket's theoretical arrival time, see {@link Gcra}
 * @param now the instant of the decision, in nanoseconds since the epoch
 */
public record Level(Bucket bucket, long tat, long now) {

  public Level {
    requireNonNull(bucket, "bucket");
  }

  /** The policy's name. */
  public String policy() {
    return bucket.key().policy();
  }

  /** The permits of a full bucket: {@code X-RateLimit-Limit}, and {@code q} of the policy. */
  public long limit() {
    return bucket.rule().burst();
  }

  /** The time in which an empty bucket fills: {@code w} of the policy. */
  public Duration window() {
    return Duration.ofNanos(bucket.rule().window());
  }

  /** The permits that could be had at once: {@code X-RateLimit-Remaining}, and {@code r}. */
  public long remaining() {
    return bucket.rule().remaining(tat, now);
  }

  /** When the bucket will be full, if nobody asks: {@code X-RateLimit-Reset}. */
  public Instant reset() {
    return EpochNanos.toInstant(Math.max(tat, now));
  }

  /** How long until one permit more remains, zero when full: {@code t}. */
  public Duration untilMore() {
    return Duration.ofNanos(bucket.rule().untilMore(tat, now));
  }
}
