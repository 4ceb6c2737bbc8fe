package dev.headgate.storage.postgres.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.EpochNanos;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.ModelTokenBuckets;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenBucketsContract;
import dev.headgate.core.limit.TokenBucketsModelContract;
import dev.headgate.core.limit.TokenBucketsRaceContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresTokenBucketsTest
    implements TokenBucketsContract, TokenBucketsModelContract, TokenBucketsRaceContract {

  private static PostgresDatabase database;
  private static PostgresTokenBuckets buckets;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
    buckets = new PostgresTokenBuckets(database, true);
  }

  @AfterAll
  static void disconnect() {
    database.close();
  }

  @Override
  public TokenBuckets tokenBuckets() {
    return buckets;
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  private static List<Bucket> caller(int number) {
    return List.of(new Bucket(new BucketKey("caller", "c" + number), Rate.perSecond(1, 5)));
  }

  private static long count(PostgresDatabase in, String sql) {
    return in.<Long>read(handle -> handle.select(sql).mapTo(Long.class).one());
  }

  @Test
  void inProductionTheServersClockDecidesAndTheCallersCannotMoveIt() {
    PostgresTokenBuckets production = new PostgresTokenBuckets(database);
    List<Bucket> bucket =
        List.of(TokenBucketsContract.fresh("clock", new Rate(1, Duration.ofDays(1), 3)));
    Instant before = Instant.now().minusSeconds(60);
    assertThat(production.take(bucket, 3, 0)).isZero();
    for (long now : new long[] {Long.MIN_VALUE, 0, NOON, Long.MAX_VALUE}) {
      assertThat(production.take(bucket, 1, now)).isPositive();
      Level level = production.levels(bucket, now).get(0);
      assertThat(level.remaining()).isZero();
      assertThat(EpochNanos.toInstant(level.now()))
          .isBetween(before, Instant.now().plusSeconds(60));
    }
  }

  @Test
  void extremesOfTheCallersTimeDoNotOverflow() {
    for (long now : new long[] {Long.MIN_VALUE, -NOON, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      for (long permits : new long[] {1, 5, 6, Long.MAX_VALUE}) {
        List<Bucket> bucket = List.of(TokenBucketsContract.fresh("extreme", Rate.perSecond(1, 5)));
        ModelTokenBuckets model = new ModelTokenBuckets();
        for (long moment : new long[] {now, Long.MIN_VALUE, Long.MAX_VALUE, NOON}) {
          assertThat(buckets.take(bucket, permits, moment))
              .as("%d permits at %d, then %d", permits, now, moment)
              .isEqualTo(model.take(bucket, permits, moment));
        }
      }
    }
  }

  @Test
  void aRefusedCallerLeavesNoBucketBehind() {
    PostgresDatabase own = new PostgresDatabase(RealPostgres.shared().migrated());
    try (own) {
      assertThat(new PostgresTokenBuckets(own, true).take(caller(1), 6, NOON))
          .isEqualTo(Gcra.NEVER);
      assertThat(count(own, "SELECT count(*) FROM headgate.token_bucket")).isZero();
    }
  }

  @Test
  void aSweepRemovesWhatIsFullAgainAndKeepsWhatIsNot() {
    try (PostgresDatabase own = new PostgresDatabase(RealPostgres.shared().migrated())) {
      PostgresTokenBuckets swept = new PostgresTokenBuckets(own, true);
      for (int i = 0; i < 200; i++) {
        swept.take(caller(i), i % 2 == 0 ? 1 : 5, NOON);
      }
      assertThat(new BucketSweep(own, NOON + SECOND).step()).isEqualTo(100);
      assertThat(swept.take(caller(1), 2, NOON + SECOND)).isEqualTo(SECOND);
      assertThat(swept.take(caller(0), 5, NOON + SECOND)).isZero();
      assertThat(new BucketSweep(own).step()).isEqualTo(101);
    }
  }

  @Test
  void theSweeperRemovesIdleBucketsThoughNobodyAsks() {
    try (PostgresDatabase own = new PostgresDatabase(RealPostgres.shared().migrated())) {
      new PostgresTokenBuckets(own, true).take(caller(1), 5, NOON);
      try (PostgresLimitSweeper sweeper =
          new PostgresLimitSweeper(new BucketSweep(own), Duration.ofMillis(1))) {
        assertThat(sweeper).isNotNull();
        Awaitility.await()
            .until(() -> count(own, "SELECT count(*) FROM headgate.token_bucket") == 0);
      }
    }
  }

  @Test
  void aSweepGoesThroughTheTablePartByPart() {
    try (PostgresDatabase own = new PostgresDatabase(RealPostgres.shared().migrated())) {
      own.<Integer>write(handle ->
          handle.execute(
              "INSERT INTO headgate.token_bucket"
                  + " SELECT hashint8extended(n, 1), n, n FROM generate_series(1, 250000) n"));
      BucketSweep sweep = new BucketSweep(own);
      int first = sweep.step();
      assertThat(first).isBetween(50_000, 150_000);
      int all = first;
      for (int step = 0; step < 4; step++) {
        all += sweep.step();
      }
      assertThat(all).isEqualTo(250_000);
      assertThat(count(own, "SELECT count(*) FROM headgate.token_bucket")).isZero();
    }
  }

  @Test
  void noChargeIsLostWhileBucketsAreSwept() {
    try (PostgresDatabase own = new PostgresDatabase(RealPostgres.shared().migrated())) {
      PostgresTokenBuckets swept = new PostgresTokenBuckets(own, true);
      List<Bucket> bucket = List.of(new Bucket(BucketKey.shared("kept"), new Gcra(SECOND, 1)));
      AtomicLong time = new AtomicLong(NOON);
      AtomicBoolean done = new AtomicBoolean();
      List<Integer> granted =
          Race.of(
              2,
              runner -> {
                int grants = 0;
                for (int half = 0; half < 2_000 && runner == 0; half++) {
                  time.set(NOON + half * SECOND / 2);
                  grants += swept.take(bucket, 1, time.get()) == 0 ? 1 : 0;
                  grants += swept.take(bucket, 1, time.get()) == 0 ? 1 : 0;
                }
                done.compareAndSet(false, runner == 0);
                while (!done.get()) {
                  new BucketSweep(own, time.get()).step();
                }
                return grants;
              });
      assertThat(granted.get(0)).isEqualTo(1_000);
    }
  }

  @Test
  void aHotBucketIsUpdatedInPlaceAndItsTableDoesNotGrow() {
    try (PostgresDatabase own = new PostgresDatabase(RealPostgres.shared().migrated())) {
      PostgresTokenBuckets hot = new PostgresTokenBuckets(own, true);
      List<Bucket> bucket =
          List.of(new Bucket(BucketKey.shared("hot"), Rate.perSecond(1, 1_000_000)));
      for (int i = 0; i < 5_000; i++) {
        assertThat(hot.take(bucket, 1, NOON)).isZero();
      }
      assertThat(count(own, "SELECT pg_relation_size('headgate.token_bucket') / 8192"))
          .isLessThan(10);
      assertThat(count(own, "SELECT pg_relation_size('headgate.token_bucket_pkey') / 8192"))
          .isLessThan(10);
    }
  }
}
