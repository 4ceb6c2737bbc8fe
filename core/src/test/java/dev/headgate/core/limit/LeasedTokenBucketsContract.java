package dev.headgate.core.limit;

import static dev.headgate.core.limit.TokenBucketsContract.NOON;
import static dev.headgate.core.limit.TokenBucketsContract.SECOND;
import static dev.headgate.core.limit.TokenBucketsContract.fresh;
import static dev.headgate.core.limit.TokenLeases.TERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.limit.Decision.Granted;
import dev.headgate.core.limit.Decision.Refused;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What leasing from a store looks like to one process; the store takes the caller's time. */
public interface LeasedTokenBucketsContract {

  TokenBuckets tokenBuckets();

  TokenLeases tokenLeases();

  /** One process, its store and its clock, which the store shares. */
  final class LeasingProcess {
    final WatchedStore store;
    final AtomicLong time = new AtomicLong(NOON);
    final LeasedTokenBuckets leased;

    LeasingProcess(LeasedTokenBucketsContract contract) {
      store = new WatchedStore(contract.tokenBuckets(), contract.tokenLeases());
      leased = new LeasedTokenBuckets(store, store, time::get);
    }

    long now() {
      return time.get();
    }

    boolean take(Bucket bucket) {
      return leased.take(List.of(bucket), 1, now()) == 0;
    }

    /** Takes until the bucket is leased and permits are at hand. */
    void warm(Bucket... buckets) {
      for (int i = 0; i < 4; i++) {
        assertThat(leased.take(List.of(buckets), 1, now())).isZero();
      }
      assertThat(leased.size()).isEqualTo(buckets.length);
    }

    long atStore(Bucket bucket) {
      return store.levels(List.of(bucket), now()).get(0).remaining();
    }
  }

  @Test
  default void aHotBucketIsSpentFromMemory() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("hot", Rate.perSecond(1_000_000, 2_000_000));
    for (int i = 0; i < 100_000; i++) {
      process.time.addAndGet(1_000);
      assertThat(process.take(bucket)).isTrue();
    }
    // Two terms: doubling to the demand once, and a few refills after.
    assertThat(process.store.trips()).isLessThan(40);
  }

  @Test
  default void severalHotBucketsAreFetchedInOneRoundTrip() {
    LeasingProcess process = new LeasingProcess(this);
    List<Bucket> levels =
        List.of(
            fresh("one", Rate.perSecond(1_000, 100_000)),
            fresh("two", Rate.perSecond(1_000, 200_000)),
            fresh("three", Rate.perSecond(1_000, 300_000)));
    for (int i = 0; i < 10_000; i++) {
      assertThat(process.leased.take(levels, 1, process.now())).isZero();
    }
    assertThat(process.store.trips()).isLessThan(20);
    assertThat(process.leased.size()).isEqualTo(3);
  }

  @Test
  default void bucketsSeenOnceGoToTheStoreAndAreNotKept() {
    LeasingProcess process = new LeasingProcess(this);
    for (int i = 0; i < 1_000; i++) {
      assertThat(process.take(fresh("cold", Rate.perSecond(1, 10)))).isTrue();
    }
    assertThat(process.store.trips()).isEqualTo(1_000);
    assertThat(process.leased.size()).isZero();
  }

  @Test
  default void aBucketThatFillsWithinAFewTermsIsNotLeased() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("small", Rate.perSecond(100, 10));
    for (int i = 0; i < 10; i++) {
      assertThat(process.take(bucket)).isTrue();
    }
    assertThat(process.take(bucket)).isFalse();
    assertThat(process.leased.size()).isZero();
  }

  @Test
  default void aCallOverOneColdBucketIsDecidedByTheStoreAsAWhole() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket hot = fresh("hot", Rate.perSecond(1, 1_000));
    Bucket cold = fresh("cold", Rate.perSecond(1, 5));
    process.warm(hot);
    process.store.acquire(List.of(cold), 5, NOON);
    long before = process.atStore(hot);
    assertThat(process.leased.take(List.of(hot, cold), 1, NOON)).isEqualTo(SECOND);
    assertThat(process.atStore(hot)).isEqualTo(before);
    process.store.forget(cold.key());
    assertThat(process.leased.take(List.of(hot, cold), 1, NOON)).isZero();
    assertThat(process.atStore(hot)).isEqualTo(before - 1);
    assertThat(process.atStore(cold)).isEqualTo(4);
  }

  @Test
  default void whatOneBucketRefusesIsNotTakenFromAnother() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket wide = fresh("wide", Rate.perSecond(1, 1_000));
    Bucket narrow = fresh("narrow", Rate.perSecond(1, 8));
    process.warm(wide, narrow);
    while (process.leased.take(List.of(wide, narrow), 1, NOON) == 0) {}
    long held = process.leased.levels(List.of(wide), NOON).get(0).remaining();
    for (int i = 0; i < 100; i++) {
      assertThat(process.leased.take(List.of(wide, narrow), 1, NOON)).isPositive();
      assertThat(process.leased.take(List.of(narrow, wide), 1, NOON)).isPositive();
    }
    assertThat(process.leased.levels(List.of(wide), NOON).get(0).remaining()).isEqualTo(held);
  }

  @Test
  default void aRefusalIsRepeatedFromMemoryUntilItsTimeHasCome() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("denied", Rate.perSecond(2, 20));
    while (process.take(bucket)) {}
    long delay = process.leased.take(List.of(bucket), 1, process.now());
    assertThat(delay).isBetween(1L, SECOND / 2);
    long trips = process.store.trips();
    long end = process.now() + delay;
    for (; process.now() < end - 1; process.time.addAndGet(delay / 100)) {
      assertThat(process.leased.take(List.of(bucket), 1, process.now()))
          .isEqualTo(end - process.now());
    }
    assertThat(process.store.trips()).isEqualTo(trips);
    process.time.set(end);
    assertThat(process.take(bucket)).isTrue();
  }

  @Test
  default void aRefusalTellsWhoRefusedAndForHowLong() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket wide = fresh("wide", Rate.perSecond(1, 1_000));
    Bucket narrow = fresh("narrow", Rate.perSecond(1, 8));
    List<Bucket> both = List.of(wide, narrow);
    Decision decision = process.leased.acquire(both, 1, NOON);
    while (decision instanceof Granted) {
      assertThat(decision.tightest().policy()).isEqualTo("narrow");
      decision = process.leased.acquire(both, 1, NOON);
    }
    Refused refused = (Refused) process.leased.acquire(both, 1, NOON);
    assertThat(refused.violated()).containsExactly("narrow");
    assertThat(refused.tightest().policy()).isEqualTo("narrow");
    assertThat(refused.tightest().remaining()).isZero();
    assertThat(refused.delay()).isBetween(1L, SECOND);
    assertThat(process.leased.acquire(both, 9, NOON))
        .isInstanceOfSatisfying(Refused.class, never -> assertThat(never.retryAfter()).isEmpty());
  }

  @Test
  default void remainingFallsByOneWithEachGrantAndIsNeverAboveTheTruth() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("level", Rate.perMinute(60, 1_000));
    process.warm(bucket);
    long expected = process.leased.acquire(List.of(bucket), 1, NOON).tightest().remaining();
    for (int i = 0; i < 500; i++) {
      Level level = process.leased.acquire(List.of(bucket), 1, NOON).tightest();
      assertThat(level.remaining()).isEqualTo(--expected);
      assertThat(level.limit()).isEqualTo(1_000);
      assertThat(level.reset()).isAfter(EpochNanos.toInstant(NOON));
      assertThat(process.leased.levels(List.of(bucket), NOON).get(0).remaining())
          .isEqualTo(expected);
    }
    assertThat(expected).isEqualTo(process.atStore(bucket) + unspent(process, bucket));
  }

  private static long unspent(LeasingProcess process, Bucket bucket) {
    long before = process.atStore(bucket);
    process.leased.close();
    return process.atStore(bucket) - before;
  }

  @Test
  default void permitsAreNeverSpentAfterTheirTerm() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("late", Rate.perSecond(1_000, 2_000));
    process.warm(bucket);
    process.store.become(WatchedStore.State.DOWN);
    process.time.set(NOON + TERM - 1);
    assertThat(process.take(bucket)).isTrue();
    process.time.set(NOON + TERM);
    assertThatExceptionOfType(StorageUnavailable.class).isThrownBy(() -> process.take(bucket));
  }

  @Test
  default void theTermIsCountedFromBeforeTheRoundTrip() {
    LeasingProcess process = new LeasingProcess(this);
    process.store.delayAnswers(() -> process.time.addAndGet(TERM / 5));
    Bucket bucket = fresh("slow", Rate.perSecond(1_000, 2_000));
    process.take(bucket);
    process.take(bucket);
    long sent = process.now();
    assertThat(process.leased.take(List.of(bucket), 10, process.now())).isZero();
    assertThat(process.leased.take(List.of(bucket), 10, process.now())).isZero();
    assertThat(process.now()).isGreaterThan(sent);
    process.store.become(WatchedStore.State.DOWN);
    process.time.set(TokenLeases.end(sent));
    assertThatExceptionOfType(StorageUnavailable.class).isThrownBy(() -> process.take(bucket));
  }

  @Test
  default void whatTheStoreGrantedInAnAnswerThatWasLostIsNotSpent() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("lost", Rate.perSecond(1, 1_000));
    process.take(bucket);
    process.take(bucket);
    process.store.become(WatchedStore.State.MUTE);
    assertThatExceptionOfType(OutcomeUnknown.class).isThrownBy(() -> process.take(bucket));
    process.store.become(WatchedStore.State.DOWN);
    assertThatExceptionOfType(StorageUnavailable.class).isThrownBy(() -> process.take(bucket));
  }

  @Test
  default void settlingGivesBackWhatIsNotNeeded() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("settle", Rate.perMinute(60, 1_000));
    for (int i = 0; i < 100; i++) {
      process.take(bucket);
    }
    assertThat(process.atStore(bucket)).isLessThan(890);
    process.time.set(NOON + TERM - TERM / 50);
    process.leased.settle();
    // What a fiftieth of a term needs at this rate may stay.
    assertThat(process.atStore(bucket)).isBetween(895L, 900L);
    process.time.set(NOON + 2 * SECOND);
    process.leased.settle();
    assertThat(process.leased.size()).isZero();
  }

  @Test
  default void settlingKeepsNothingForOneWhoHardlyComesBackWithinTheTerm() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("seldom", Rate.perMinute(60, 1_000));
    for (int i = 0; i < 10; i++) {
      process.take(bucket);
    }
    process.time.set(NOON + TERM - TERM / 50);
    process.leased.settle();
    assertThat(process.atStore(bucket)).isEqualTo(990);
  }

  @Test
  default void closingGivesBackEverythingAndLeasesNoMore() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("close", Rate.perMinute(60, 1_000));
    for (int i = 0; i < 100; i++) {
      process.take(bucket);
    }
    process.leased.close();
    // The direct decisions before the lease reach further than its term: nothing is reserved.
    assertThat(process.atStore(bucket)).isEqualTo(900);
    for (int i = 0; i < 10; i++) {
      assertThat(process.take(bucket)).isTrue();
      assertThat(process.atStore(bucket)).isEqualTo(899 - i);
    }
    assertThat(process.leased.size()).isZero();
  }

  @Test
  default void givingBackToAStoreThatIsDownCostsNothingButThePermits() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("down", Rate.perMinute(60, 1_000));
    for (int i = 0; i < 100; i++) {
      process.take(bucket);
    }
    process.store.become(WatchedStore.State.DOWN);
    process.leased.close();
    assertThat(process.leased.lapsed()).isPositive();
  }

  @Test
  default void whatIsLeftWhenATermEndsLapsesAndIsCounted() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("lapse", Rate.perSecond(100, 1_000));
    for (int i = 0; i < 100; i++) {
      process.take(bucket);
    }
    long store = process.atStore(bucket);
    process.time.set(NOON + TERM);
    assertThat(process.take(bucket)).isTrue();
    assertThat(process.leased.lapsed()).isPositive();
    assertThat(store + process.leased.lapsed() + 100).isBetween(990L, 1_000L);
  }

  @Test
  default void aCallSpendsWhatTheStoreGaveItAlthoughTheTermEndsOnTheWay() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("late", Rate.perMinute(1, 1_000));
    process.store.delayAnswers(() -> process.time.addAndGet(TERM));
    for (int i = 0; i < 100; i++) {
      assertThat(process.take(bucket)).isTrue();
    }
    assertThat(process.store.trips()).as("one for each").isEqualTo(100);
    assertThat(process.leased.lapsed()).as("asked for ahead of need").isZero();
    process.store.delayAnswers(() -> {});
    assertThat(process.atStore(bucket)).isEqualTo(900);
  }

  @Test
  default void aChangedRuleIsAskedAtOnce() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("rule", Rate.perSecond(100, 1_000));
    assertThat(process.leased.take(List.of(bucket), 300, NOON)).isZero();
    process.warm(bucket);
    Bucket tighter = new Bucket(bucket.key(), Rate.perSecond(1, 2));
    assertThat(process.take(tighter)).isFalse();
    Bucket wider = new Bucket(bucket.key(), Rate.perSecond(100, 2_000));
    assertThat(process.leased.acquire(List.of(wider), 1, NOON).tightest().limit()).isEqualTo(2_000);
  }

  @Test
  default void aForgottenBucketIsFullAgain() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("forget", Rate.perMinute(1, 20));
    while (process.take(bucket)) {}
    process.leased.forget(bucket.key());
    assertThat(process.atStore(bucket)).isEqualTo(20);
    assertThat(process.take(bucket)).isTrue();
  }

  @Test
  default void rejectsCallsThatMakeNoSenseEvenWithPermitsAtHand() {
    LeasingProcess process = new LeasingProcess(this);
    Bucket bucket = fresh("nonsense", Rate.perMinute(1, 1_000));
    process.warm(bucket);
    LeasedTokenBuckets leased = process.leased;
    assertThatIllegalArgumentException().isThrownBy(() -> leased.take(List.of(), 1, NOON));
    assertThatIllegalArgumentException().isThrownBy(() -> leased.take(List.of(bucket), 0, NOON));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> leased.take(List.of(bucket, bucket), 1, NOON));
  }
}
