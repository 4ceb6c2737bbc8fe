package dev.headgate.core.limit;

import static dev.headgate.core.limit.TokenBucketsContract.NOON;
import static dev.headgate.core.limit.TokenBucketsContract.SECOND;
import static dev.headgate.core.limit.TokenBucketsContract.fresh;
import static dev.headgate.core.limit.TokenLeases.TERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every {@link TokenLeases} does; noon is where a term begins. */
public interface TokenLeasesContract {

  /** The same store as {@link #tokenLeases()}: they share their buckets. */
  TokenBuckets tokenBuckets();

  TokenLeases tokenLeases();

  @Test
  default void leasesWhatIsWantedUntilTheTermEnds() {
    Bucket bucket = fresh("lease", Rate.perSecond(100, 200));
    Lease lease = take(bucket, 30, NOON + 1);
    assertThat(lease.bucket()).isEqualTo(bucket);
    assertThat(lease.permits()).isEqualTo(30);
    assertThat(lease.level().now()).isEqualTo(NOON + 1);
    assertThat(lease.end()).isEqualTo(NOON + TERM);
    assertThat(lease.term()).isEqualTo(TERM - 1);
    assertThat(take(bucket, 1, NOON + TERM - 1).end()).isEqualTo(NOON + TERM);
    assertThat(take(bucket, 1, NOON + TERM).end()).isEqualTo(NOON + 2 * TERM);
  }

  @Test
  default void chargesALeaseAsIfItWereSpentWhenItsTermEnds() {
    Bucket bucket = fresh("charge", Rate.perSecond(100, 200));
    Lease lease = take(bucket, 30, NOON);
    // 30 permits, and the 5 that refill while the term lasts.
    assertThat(lease.level().remaining()).isEqualTo(165);
    assertThat(remaining(bucket, NOON)).isEqualTo(165);
    assertThat(remaining(bucket, NOON + TERM)).isEqualTo(170);
  }

  @Test
  default void aSecondLeaseOfATermCostsItsPermitsOnly() {
    Bucket bucket = fresh("second", Rate.perSecond(100, 200));
    take(bucket, 30, NOON);
    assertThat(take(bucket, 30, NOON).level().remaining()).isEqualTo(135);
  }

  @Test
  default void leasesNoMoreThanThereIsAndThenNothing() {
    Bucket bucket = fresh("exhausted", Rate.perSecond(100, 200));
    assertThat(take(bucket, Long.MAX_VALUE, NOON).permits()).isEqualTo(195);
    Lease none = take(bucket, 10, NOON);
    assertThat(none.permits()).isZero();
    assertThat(none.level().remaining()).isZero();
    assertThat(tokenBuckets().take(List.of(bucket), 1, NOON)).isEqualTo(SECOND / 100);
    assertThat(take(bucket, 10, NOON + SECOND / 100).permits()).isEqualTo(1);
  }

  @Test
  default void aLeaseThatGivesNothingChangesNothing() {
    Bucket bucket = fresh("unchanged", Rate.perSecond(100, 5));
    // Its whole burst refills within the term.
    assertThat(take(bucket, 1, NOON).permits()).isZero();
    assertThat(remaining(bucket, NOON)).isEqualTo(5);
    assertThat(tokenBuckets().take(List.of(bucket), 5, NOON)).isZero();
    assertThat(take(bucket, 1, NOON).permits()).isZero();
    assertThat(tokenBuckets().take(List.of(bucket), 1, NOON)).isEqualTo(SECOND / 100);
  }

  @Test
  default void directDecisionsAndLeasesShareTheirBuckets() {
    Bucket bucket = fresh("mixed", Rate.perSecond(100, 200));
    assertThat(tokenBuckets().take(List.of(bucket), 50, NOON)).isZero();
    assertThat(take(bucket, 100, NOON).level().remaining()).isEqualTo(50);
    assertThat(tokenBuckets().take(List.of(bucket), 50, NOON)).isZero();
    assertThat(take(bucket, 1, NOON).permits()).isZero();
  }

  @Test
  default void eachBucketGivesOnItsOwn() {
    Bucket full = fresh("full", Rate.perSecond(100, 200));
    Bucket empty = fresh("empty", Rate.perSecond(1, 3));
    Bucket low = fresh("low", Rate.perSecond(1, 10));
    tokenBuckets().take(List.of(empty), 3, NOON);
    tokenBuckets().take(List.of(low), 6, NOON);
    List<Lease> leases =
        tokenLeases().takeUpTo(List.of(empty, full, low), new long[] {1, 20, 30}, NOON);
    assertThat(leases).map(Lease::permits).containsExactly(0L, 20L, 4L);
    assertThat(leases).map(Lease::bucket).containsExactly(empty, full, low);
  }

  @Test
  default void whatIsGivenBackCanBeHadAgain() {
    Bucket bucket = fresh("back", Rate.perSecond(100, 200));
    Lease lease = take(bucket, 100, NOON);
    assertThat(remaining(bucket, NOON)).isEqualTo(95);
    tokenLeases().giveBack(List.of(lease.unspent(60)), NOON + TERM - 1);
    assertThat(remaining(bucket, NOON)).isEqualTo(155);
    tokenLeases().giveBack(List.of(lease.unspent(0)), NOON);
    assertThat(remaining(bucket, NOON)).isEqualTo(155);
  }

  @Test
  default void givingAllBackLeavesWhatRefillsWithinTheTermReserved() {
    Bucket bucket = fresh("all", Rate.perSecond(100, 200));
    Lease lease = take(bucket, 100, NOON);
    tokenLeases().giveBack(List.of(lease), NOON);
    assertThat(remaining(bucket, NOON)).isEqualTo(195);
    tokenLeases().giveBack(List.of(lease), NOON);
    assertThat(remaining(bucket, NOON)).isEqualTo(195);
    assertThat(remaining(bucket, NOON + TERM)).isEqualTo(200);
  }

  @Test
  default void severalAreGivenBackAtOnce() {
    Bucket one = fresh("one", Rate.perSecond(100, 200));
    Bucket two = fresh("two", Rate.perSecond(10, 40));
    List<Lease> leases = tokenLeases().takeUpTo(List.of(one, two), new long[] {50, 20}, NOON);
    tokenLeases().giveBack(leases, NOON + 1);
    assertThat(remaining(one, NOON)).isEqualTo(195);
    assertThat(remaining(two, NOON)).isEqualTo(39);
  }

  @Test
  default void whatComesBackAfterItsTermHasLapsed() {
    Bucket bucket = fresh("late", Rate.perSecond(100, 200));
    Lease lease = take(bucket, 100, NOON);
    tokenBuckets().take(List.of(bucket), 90, NOON);
    tokenLeases().giveBack(List.of(lease), NOON + TERM);
    assertThat(remaining(bucket, NOON)).isEqualTo(5);
  }

  @Test
  default void whatComesBackToAForgottenBucketIsIgnored() {
    Bucket bucket = fresh("forgotten", Rate.perSecond(100, 200));
    Lease lease = take(bucket, 100, NOON);
    tokenBuckets().forget(bucket.key());
    tokenLeases().giveBack(List.of(lease), NOON);
    assertThat(remaining(bucket, NOON)).isEqualTo(200);
    assertThat(tokenBuckets().take(List.of(bucket), 201, NOON)).isEqualTo(Gcra.NEVER);
  }

  @Test
  default void manyBucketsAreLeasedInOneCall() {
    List<Bucket> buckets =
        IntStream.range(0, TokenBuckets.MOST_BUCKETS)
            .mapToObj(i -> fresh("many-" + i, Rate.perSecond(1, 10 + i)))
            .toList();
    long[] wanted = LongStream.range(1, TokenBuckets.MOST_BUCKETS + 1).toArray();
    List<Lease> leases = tokenLeases().takeUpTo(buckets, wanted, NOON);
    assertThat(leases).map(Lease::permits).isEqualTo(LongStream.of(wanted).boxed().toList());
    tokenLeases().giveBack(leases, NOON);
    assertThat(tokenBuckets().levels(buckets, NOON + TERM))
        .allSatisfy(level -> assertThat(level.remaining()).isEqualTo(level.limit()));
  }

  @Test
  default void rejectsLeasesThatMakeNoSense() {
    Bucket bucket = fresh("nonsense", Rate.perSecond(1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenLeases().takeUpTo(List.of(), new long[0], NOON))
        .withMessageContaining("buckets: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenLeases().takeUpTo(List.of(bucket), new long[] {1, 2}, NOON))
        .withMessageContaining("wanted: 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> take(bucket, 0, NOON))
        .withMessageContaining("wanted: 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tokenLeases().takeUpTo(List.of(bucket, bucket), new long[] {1, 1}, NOON))
        .withMessageContaining("named once");
    assertThat(tokenBuckets().take(List.of(bucket), 1, NOON)).isZero();
  }

  /** Random holders lease, spend, give back in time or late, or let lapse, beside direct calls. */
  @Test
  default void whateverIsLeasedSpentAndGivenBackNoWindowAdmitsTooMuch() {
    long seed = Long.getLong("headgate.seed", System.nanoTime());
    System.out.println("TokenLeasesContract: -Dheadgate.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      Rate rate = Rate.perSecond(random.nextLong(20, 500), random.nextLong(20, 100));
      Bucket bucket = fresh("history", rate);
      SpentPermits spent = history(bucket, random);
      spent.assertWithin(bucket.rule(), "seed " + seed + ", round " + round);
    }
  }

  private SpentPermits history(Bucket bucket, Random random) {
    SpentPermits spent = new SpentPermits();
    List<Lease> held = new ArrayList<>();
    long now = NOON;
    for (int step = 0; step < 60; step++) {
      now += random.nextInt(3) == 0 ? random.nextLong(2 * TERM) : random.nextLong(TERM / 5);
      switch (random.nextInt(5)) {
        case 0 -> held.add(take(bucket, random.nextLong(1, 10), now));
        case 1 -> held.add(take(bucket, random.nextLong(1, 100), now));
        case 2 -> {
          if (!held.isEmpty()) {
            tokenLeases().giveBack(List.of(held.remove(random.nextInt(held.size()))), now);
          }
        }
        case 3 -> spend(held, spent, now);
        default -> {
          // All that can be had at one moment, preferably the last one of a term.
          now = random.nextBoolean() ? now : TokenLeases.end(now) - 1;
          spend(held, spent, now);
          long rest = remaining(bucket, now);
          if (rest > 0 && tokenBuckets().take(List.of(bucket), rest, now) == 0) {
            spent.add(now, rest);
          }
        }
      }
    }
    return spent;
  }

  private static void spend(List<Lease> held, SpentPermits spent, long now) {
    for (Lease lease : List.copyOf(held)) {
      if (now < lease.end()) {
        spent.add(now, lease.permits());
        held.remove(lease);
      }
    }
  }

  private Lease take(Bucket bucket, long wanted, long now) {
    return tokenLeases().takeUpTo(List.of(bucket), new long[] {wanted}, now).get(0);
  }

  private long remaining(Bucket bucket, long now) {
    return tokenBuckets().levels(List.of(bucket), now).get(0).remaining();
  }
}
