package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.limit.Decision.Granted;
import dev.headgate.core.limit.Decision.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link TokenBuckets} does, one caller at a time. */
public interface TokenBucketsContract {

  /** Noon UTC on the first of January 2026. */
  long NOON = EpochNanos.of(Instant.parse("2026-01-01T12:00:00Z"));

  long SECOND = 1_000_000_000L;

  /** The store under test; tests keep apart by fresh keys, so it may be the same one each time. */
  TokenBuckets tokenBuckets();

  /** A bucket nobody else uses. */
  static Bucket fresh(String policy, Rate rate) {
    return new Bucket(new BucketKey(policy, UUID.randomUUID().toString()), rate);
  }

  @Test
  default void grantsAFullBurstAtOnceAndNotOneMore() {
    List<Bucket> bucket = List.of(fresh("burst", Rate.perSecond(10, 20)));
    TokenBuckets buckets = tokenBuckets();
    for (int left = 19; left >= 0; left--) {
      assertThat(buckets.acquire(bucket, 1, NOON)).isInstanceOf(Granted.class);
      assertThat(buckets.levels(bucket, NOON).get(0).remaining()).isEqualTo(left);
    }
    assertThat(buckets.acquire(bucket, 1, NOON)).isInstanceOf(Refused.class);
  }

  @Test
  default void tellsAfterAGrantWhatTheTightestBucketHolds() {
    Bucket wide = fresh("wide", Rate.perSecond(100, 200));
    Bucket narrow = fresh("narrow", Rate.perSecond(10, 20));
    Decision decision = tokenBuckets().acquire(List.of(wide, narrow), 5, NOON);
    Level level = decision.tightest();
    assertThat(decision).isInstanceOf(Granted.class);
    assertThat(level.policy()).isEqualTo("narrow");
    assertThat(level.limit()).isEqualTo(20);
    assertThat(level.window()).isEqualTo(Duration.ofSeconds(2));
    assertThat(level.remaining()).isEqualTo(15);
    assertThat(level.reset()).isEqualTo(EpochNanos.toInstant(NOON + SECOND / 2));
    assertThat(level.untilMore()).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  default void tellsAfterARefusalWhoRefusedAndForHowLong() {
    Bucket wide = fresh("wide", Rate.perSecond(100, 200));
    Bucket fast = fresh("fast", Rate.perSecond(10, 2));
    Bucket slow = fresh("slow", Rate.perSecond(1, 2));
    TokenBuckets buckets = tokenBuckets();
    buckets.acquire(List.of(wide, fast, slow), 2, NOON);
    Refused refused = refused(buckets.acquire(List.of(wide, fast, slow), 2, NOON));
    assertThat(refused.violated()).containsExactly("fast", "slow");
    assertThat(refused.tightest().policy()).isEqualTo("slow");
    assertThat(refused.tightest().remaining()).isZero();
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(2));
  }

  @Test
  default void refusesForEverWhatExceedsTheBurst() {
    List<Bucket> bucket = List.of(fresh("small", Rate.perSecond(10, 20)));
    Refused refused = refused(tokenBuckets().acquire(bucket, 21, NOON));
    assertThat(refused.retryAfter()).isEqualTo(Optional.empty());
    assertThat(tokenBuckets().take(bucket, Long.MAX_VALUE, NOON)).isEqualTo(Gcra.NEVER);
    assertThat(tokenBuckets().take(bucket, 20, NOON)).isZero();
  }

  @Test
  default void retryAfterIsTightToTheNanosecond() {
    TokenBuckets buckets = tokenBuckets();
    for (Rate rate : List.of(Rate.perSecond(3, 5), Rate.perMinute(7, 2), Rate.perSecond(999, 10))) {
      List<Bucket> bucket = List.of(fresh("tight", rate));
      buckets.take(bucket, rate.burst(), NOON);
      long delay = buckets.take(bucket, 2, NOON + 17);
      assertThat(delay).isPositive();
      assertThat(buckets.take(bucket, 2, NOON + 17 + delay - 1)).isEqualTo(1);
      assertThat(buckets.take(bucket, 2, NOON + 17 + delay)).isZero();
    }
  }

  @Test
  default void retryAfterOverSeveralBucketsIsTightToo() {
    Bucket one = fresh("one", Rate.perSecond(3, 5));
    Bucket two = fresh("two", Rate.perSecond(2, 4));
    TokenBuckets buckets = tokenBuckets();
    buckets.take(List.of(one), 5, NOON);
    buckets.take(List.of(two), 4, NOON);
    long delay = buckets.take(List.of(one, two), 1, NOON);
    assertThat(buckets.take(List.of(one, two), 1, NOON + delay - 1)).isEqualTo(1);
    assertThat(buckets.take(List.of(one, two), 1, NOON + delay)).isZero();
  }

  @Test
  default void chargesAllBucketsOrNone() {
    Bucket wide = fresh("wide", Rate.perSecond(100, 200));
    Bucket empty = fresh("empty", Rate.perSecond(1, 3));
    TokenBuckets buckets = tokenBuckets();
    buckets.take(List.of(empty), 3, NOON);
    List<Level> before = buckets.levels(List.of(wide, empty), NOON);
    assertThat(buckets.take(List.of(wide, empty), 1, NOON)).isEqualTo(SECOND);
    assertThat(buckets.take(List.of(empty, wide), 1, NOON)).isEqualTo(SECOND);
    assertThat(remaining(buckets.levels(List.of(wide, empty), NOON))).isEqualTo(remaining(before));
    assertThat(buckets.take(List.of(wide), 200, NOON)).isZero();
  }

  @Test
  default void aRefusalChangesNothing() {
    List<Bucket> bucket = List.of(fresh("full", Rate.perSecond(1, 4)));
    TokenBuckets buckets = tokenBuckets();
    buckets.take(bucket, 3, NOON);
    for (int i = 0; i < 100; i++) {
      assertThat(buckets.take(bucket, 2, NOON)).isEqualTo(SECOND);
      assertThat(buckets.take(bucket, 5, NOON)).isEqualTo(Gcra.NEVER);
    }
    assertThat(buckets.take(bucket, 1, NOON)).isZero();
  }

  @Test
  default void lookingChangesNothing() {
    List<Bucket> bucket = List.of(fresh("seen", Rate.perSecond(1, 4)));
    TokenBuckets buckets = tokenBuckets();
    for (int i = 0; i < 10; i++) {
      assertThat(buckets.levels(bucket, NOON + i).get(0).remaining()).isEqualTo(4);
    }
    assertThat(buckets.take(bucket, 4, NOON)).isZero();
    assertThat(buckets.levels(bucket, NOON).get(0).remaining()).isZero();
  }

  @Test
  default void manySmallCallsAreWorthOneLargeOne() {
    Rate rate = Rate.perSecond(7, 50);
    List<Bucket> split = List.of(fresh("split", rate));
    List<Bucket> whole = List.of(fresh("whole", rate));
    TokenBuckets buckets = tokenBuckets();
    for (int i = 0; i < 30; i++) {
      assertThat(buckets.take(split, 1, NOON)).isZero();
    }
    assertThat(buckets.take(whole, 30, NOON)).isZero();
    Level left = buckets.levels(split, NOON).get(0);
    Level right = buckets.levels(whole, NOON).get(0);
    assertThat(left.reset()).isEqualTo(right.reset());
    assertThat(left.remaining()).isEqualTo(right.remaining()).isEqualTo(20);
  }

  @Test
  default void aClockThatGoesBackAddsNothing() {
    List<Bucket> bucket = List.of(fresh("back", Rate.perSecond(10, 10)));
    TokenBuckets buckets = tokenBuckets();
    assertThat(buckets.take(bucket, 10, NOON)).isZero();
    assertThat(buckets.take(bucket, 1, NOON - 60 * SECOND)).isEqualTo(60 * SECOND + SECOND / 10);
    assertThat(buckets.take(bucket, 1, NOON)).isEqualTo(SECOND / 10);
    assertThat(buckets.take(bucket, 1, NOON + SECOND / 10)).isZero();
    assertThat(buckets.take(bucket, 1, NOON + SECOND / 10)).isEqualTo(SECOND / 10);
  }

  @Test
  default void underFullLoadEveryWindowAdmitsTheBurstAndTheRateAndNoMore() {
    for (Rate rate : List.of(Rate.perSecond(3, 5), Rate.perMinute(100, 10), Rate.perSecond(8, 1))) {
      List<Bucket> bucket = List.of(fresh("window", rate));
      List<Long> grants = new ArrayList<>();
      long end = NOON + 30 * SECOND;
      for (long now = NOON; now <= end; now += SECOND / 1_000) {
        if (tokenBuckets().take(bucket, 1, now) == 0) {
          grants.add(now);
        }
      }
      assertNoWindowAdmitsTooMuch(grants, rate);
      double full = rate.burst() + 30e9 * rate.permits() / rate.per().toNanos();
      assertThat((double) grants.size()).isBetween(full - 1, full);
    }
  }

  private static void assertNoWindowAdmitsTooMuch(List<Long> grants, Rate rate) {
    for (int from = 0; from < grants.size(); from++) {
      for (int to = from; to < grants.size(); to++) {
        double window = grants.get(to) - grants.get(from);
        double bound = rate.burst() + window * rate.permits() / rate.per().toNanos();
        assertThat((double) (to - from + 1)).isLessThanOrEqualTo(bound + 1e-9);
      }
    }
  }

  @Test
  default void refillsToTheBurstAndNotBeyond() {
    List<Bucket> bucket = List.of(fresh("idle", Rate.perSecond(10, 20)));
    TokenBuckets buckets = tokenBuckets();
    assertThat(buckets.take(bucket, 20, NOON)).isZero();
    long later = NOON + 3_600 * SECOND;
    assertThat(buckets.levels(bucket, later).get(0).remaining()).isEqualTo(20);
    assertThat(buckets.take(bucket, 20, later)).isZero();
    assertThat(buckets.take(bucket, 1, later)).isEqualTo(SECOND / 10);
  }

  @Test
  default void keysOfOnePolicyAndPoliciesOfOneKeyAreApart() {
    Gcra rule = Gcra.of(Rate.perSecond(1, 1));
    String subject = UUID.randomUUID().toString();
    Bucket ours = new Bucket(new BucketKey("a", subject), rule);
    Bucket theirs = new Bucket(new BucketKey("a", subject + "2"), rule);
    Bucket other = new Bucket(new BucketKey("b", subject), rule);
    assertThat(tokenBuckets().take(List.of(ours), 1, NOON)).isZero();
    assertThat(tokenBuckets().take(List.of(theirs), 1, NOON)).isZero();
    assertThat(tokenBuckets().take(List.of(other), 1, NOON)).isZero();
    assertThat(tokenBuckets().take(List.of(ours), 1, NOON)).isPositive();
  }

  @Test
  default void aChangedRateHoldsAtOnceForWhatWasSpentBefore() {
    BucketKey key = fresh("reload", Rate.perSecond(1, 1)).key();
    TokenBuckets buckets = tokenBuckets();
    assertThat(buckets.take(List.of(new Bucket(key, Rate.perSecond(10, 100))), 50, NOON)).isZero();
    List<Bucket> tighter = List.of(new Bucket(key, Rate.perSecond(10, 20)));
    assertThat(buckets.levels(tighter, NOON).get(0).remaining()).isZero();
    assertThat(buckets.take(tighter, 1, NOON)).isEqualTo(3 * SECOND + SECOND / 10);
  }

  @Test
  default void aForgottenBucketIsFullAgain() {
    List<Bucket> bucket = List.of(fresh("forgotten", Rate.perMinute(1, 5)));
    TokenBuckets buckets = tokenBuckets();
    assertThat(buckets.take(bucket, 5, NOON)).isZero();
    buckets.forget(bucket.get(0).key());
    buckets.forget(BucketKey.shared("never-seen"));
    assertThat(buckets.take(bucket, 5, NOON)).isZero();
    assertThat(buckets.take(bucket, 1, NOON)).isPositive();
  }

  @Test
  default void manyLevelsAreOneDecision() {
    List<Bucket> levels =
        IntStream.range(0, TokenBuckets.MOST_BUCKETS)
            .mapToObj(i -> fresh("level-" + i, Rate.perSecond(1, 10 + i)))
            .toList();
    assertThat(tokenBuckets().take(levels, 10, NOON)).isZero();
    Refused refused = refused(tokenBuckets().acquire(levels, 2, NOON));
    assertThat(refused.violated()).containsExactly("level-0", "level-1");
    assertThat(remaining(tokenBuckets().levels(levels, NOON)))
        .isEqualTo(IntStream.range(0, levels.size()).mapToObj(i -> (long) i).toList());
  }

  @Test
  default void rejectsCallsThatMakeNoSense() {
    Bucket bucket = fresh("nonsense", Rate.perSecond(1, 1));
    TokenBuckets buckets = tokenBuckets();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> buckets.acquire(List.of(), 1, NOON))
        .withMessageContaining("buckets: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> buckets.take(List.of(bucket), 0, NOON))
        .withMessageContaining("permits: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> buckets.acquire(List.of(bucket, bucket), 1, NOON))
        .withMessageContaining("named once");
    assertThat(buckets.take(List.of(bucket), 1, NOON)).isZero();
  }

  private static Refused refused(Decision decision) {
    assertThat(decision).isInstanceOf(Refused.class);
    return (Refused) decision;
  }

  private static List<Long> remaining(List<Level> levels) {
    return levels.stream().map(Level::remaining).toList();
  }
}
