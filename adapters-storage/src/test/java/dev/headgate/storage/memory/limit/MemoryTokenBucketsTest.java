package dev.headgate.storage.memory.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.headgate.core.ManualTime;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenBucketsContract;
import dev.headgate.core.limit.TokenBucketsModelContract;
import dev.headgate.core.limit.TokenBucketsRaceContract;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.limit.TokenLeasesContract;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryTokenBucketsTest
    implements TokenBucketsContract,
        TokenBucketsModelContract,
        TokenBucketsRaceContract,
        TokenLeasesContract {

  private static final Gcra ONE_A_SECOND = Gcra.of(Rate.perSecond(1, 5));

  private final MemoryTokenBuckets buckets = new MemoryTokenBuckets(new MemoryLimitConfig(6_400));

  @Override
  public TokenBuckets tokenBuckets() {
    return buckets;
  }

  @Override
  public TokenLeases tokenLeases() {
    return buckets;
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  private static List<Bucket> caller(int number) {
    return List.of(new Bucket(new BucketKey("caller", "c" + number), ONE_A_SECOND));
  }

  @Test
  void dropsBucketsAtRestAsNewOnesCome() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(buckets.take(caller(i), 1, NOON + i * SECOND / 100)).isZero();
    }
    // A hundred are in use at any time; the rest waits for its stripe to be swept.
    assertThat(buckets.size()).isLessThan(2_000);
    assertThat(buckets.crowded()).isZero();
  }

  @Test
  void aSweepDropsWhatIsAtRestAndKeepsWhatIsNot() {
    for (int i = 0; i < 1_000; i++) {
      buckets.take(caller(i), i % 2 == 0 ? 1 : 5, NOON);
    }
    buckets.sweep(EpochNanos.toInstant(NOON + SECOND));
    assertThat(buckets.size()).isEqualTo(500);
    assertThat(buckets.take(caller(1), 2, NOON + SECOND)).isEqualTo(SECOND);
    buckets.sweep(EpochNanos.toInstant(NOON + 10 * SECOND));
    assertThat(buckets.size()).isZero();
  }

  @Test
  void aSweepOfManySlotsDropsAllAndShrinksTheTables() {
    MemoryTokenBuckets large = new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS);
    for (int i = 0; i < 100_000; i++) {
      large.take(caller(i), 1, NOON);
    }
    assertThat(large.size()).isEqualTo(100_000);
    large.sweep(EpochNanos.toInstant(NOON + SECOND));
    assertThat(large.size()).isZero();
    assertThat(large.take(caller(7), 5, NOON + SECOND)).isZero();
    assertThat(large.take(caller(7), 1, NOON + SECOND)).isEqualTo(SECOND);
  }

  @Test
  void aRefusedCallerLeavesNoBucketBehind() {
    assertThat(buckets.take(caller(1), 6, NOON)).isEqualTo(Gcra.NEVER);
    assertThat(buckets.size()).isZero();
  }

  @Test
  void aDroppedBucketIsNotFullWhenTheClockGoesBack() {
    buckets.take(caller(1), 5, NOON);
    buckets.sweep(EpochNanos.toInstant(NOON + 5 * SECOND));
    assertThat(buckets.size()).isZero();
    assertThat(buckets.take(caller(1), 1, NOON)).isEqualTo(SECOND);
    assertThat(buckets.take(caller(1), 5, NOON + 5 * SECOND)).isZero();
  }

  @Test
  void holdsNoMoreBucketsThanConfiguredAndNeverGrantsMoreForIt() {
    MemoryTokenBuckets small = new MemoryTokenBuckets(new MemoryLimitConfig(64));
    for (int i = 0; i < 1_000; i++) {
      long granted = 0;
      for (int call = 0; call < 10; call++) {
        granted += small.take(caller(i), 1, NOON) == 0 ? 1 : 0;
      }
      assertThat(granted).isLessThanOrEqualTo(5);
    }
    assertThat(small.size()).isEqualTo(64);
    assertThat(small.crowded()).isEqualTo(64 * 5);
  }

  @Test
  void aCallerWhoWasCrowdedOutStillOwesWhenHeGetsABucket() {
    MemoryTokenBuckets small = new MemoryTokenBuckets(new MemoryLimitConfig(64));
    for (int i = 0; small.size() < 64; i++) {
      small.take(caller(i), 1, NOON);
    }
    List<Bucket> late = caller(1_000_000);
    small.forget(late.get(0).key());
    Random random = new Random(3);
    long granted = 0;
    for (long now = NOON; now < NOON + 60 * SECOND; now += SECOND / 20) {
      granted += small.take(late, 1, now) == 0 ? 1 : 0;
      small.take(caller(random.nextInt(1_000)), 1, now);
    }
    assertThat(granted).isPositive().isLessThanOrEqualTo(5 + 60);
  }

  @Test
  void keysWithOneHashSlowNobodyDown() {
    // "Aa" and "BB" have one hash code, and so have all words of them of one length.
    for (int word = 0; word < 4_096; word++) {
      StringBuilder subject = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        subject.append((word >> bit & 1) == 0 ? "Aa" : "BB");
      }
      buckets.take(
          List.of(new Bucket(new BucketKey("p", subject.toString()), ONE_A_SECOND)), 1, NOON);
    }
    assertThat(buckets.size()).isEqualTo(32);
    assertThat(buckets.crowded()).isEqualTo(5);
  }

  @Test
  void noChargeIsLostWhileBucketsAreDropped() throws Exception {
    Gcra single = Gcra.of(Rate.perSecond(1, 1));
    List<Bucket> bucket = List.of(new Bucket(new BucketKey("kept", "k"), single));
    AtomicLong time = new AtomicLong(NOON);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService threads = threads()) {
      Future<?> dropping =
          threads.submit(() -> {
            while (!done.get()) {
              buckets.sweep(EpochNanos.toInstant(time.get()));
            }
          });
      long granted = 0;
      for (int half = 0; half < 40_000; half++) {
        time.set(NOON + half * SECOND / 2);
        granted += buckets.take(bucket, 1, time.get()) == 0 ? 1 : 0;
        granted += buckets.take(bucket, 1, time.get()) == 0 ? 1 : 0;
      }
      done.set(true);
      dropping.get();
      assertThat(granted).isEqualTo(20_000);
    }
  }

  @Test
  void theModuleBindsThePortToOneStore() {
    Injector injector =
        Guice.createInjector(
            Stage.PRODUCTION,
            new MemoryLimitModule(),
            binder -> binder.bind(InstantSource.class).toInstance(ManualTime.atNoon()));
    injector.getInstance(MemoryLimitSweeper.class).close();
    assertThat(injector.getInstance(TokenBuckets.class))
        .isSameAs(injector.getInstance(TokenBuckets.class))
        .isSameAs(injector.getInstance(MemoryTokenBuckets.class));
  }

  @Test
  void theConfigurationHasAFloor() {
    assertThat(MemoryLimitConfig.DEFAULTS.maxBuckets()).isEqualTo(1_000_000);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryLimitConfig(63))
        .withMessage("maxBuckets: 63 (expected: at least 64)");
  }
}
