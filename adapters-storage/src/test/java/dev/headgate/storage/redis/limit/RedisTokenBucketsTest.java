package dev.headgate.storage.redis.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Level;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenBucketsContract;
import dev.headgate.core.limit.TokenBucketsModelContract;
import dev.headgate.core.limit.TokenBucketsRaceContract;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.limit.TokenLeasesContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisTokenBucketsTest
    implements TokenBucketsContract,
        TokenBucketsModelContract,
        TokenBucketsRaceContract,
        TokenLeasesContract {

  private static final RedisConnection REDIS =
      new RedisConnection(
          RealRedis.shared()
              .settings()
              .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10)));

  @AfterAll
  static void close() {
    REDIS.close();
  }

  @Override
  public TokenBuckets tokenBuckets() {
    return new RedisTokenBuckets(REDIS, true);
  }

  @Override
  public TokenLeases tokenLeases() {
    return new RedisTokenLeases(REDIS, true);
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }

  @Test
  void theServersClockDecidesWhateverTheCallersSay() {
    TokenBuckets buckets = new RedisTokenBuckets(REDIS);
    List<Bucket> bucket = List.of(TokenBucketsContract.fresh("clock", Rate.perMinute(1, 2)));
    assertThat(buckets.take(bucket, 1, NOON)).isZero();
    assertThat(buckets.take(bucket, 1, NOON + 86_400 * SECOND)).isZero();
    Decision refused = buckets.acquire(bucket, 1, Long.MAX_VALUE);
    assertThat(refused).isInstanceOf(Decision.Refused.class);
    assertThat(buckets.take(bucket, 1, Long.MIN_VALUE)).isBetween(50 * SECOND, 60 * SECOND);
    Level level = buckets.levels(bucket, 0).get(0);
    assertThat(level.now()).isGreaterThan(NOON).isGreaterThanOrEqualTo(refused.tightest().now());
  }

  @Test
  void longSubjectsAreToldApart() {
    String start = "x".repeat(10_000);
    TokenBuckets buckets = tokenBuckets();
    for (String end : List.of("a", "b")) {
      Bucket bucket = new Bucket(new BucketKey("long", start + end), Rate.perSecond(1, 1));
      assertThat(buckets.take(List.of(bucket), 1, NOON)).isZero();
      assertThat(buckets.take(List.of(bucket), 1, NOON)).isEqualTo(SECOND);
    }
  }

  @Test
  void aPolicyAndItsSubjectDoNotRunIntoEachOther() {
    TokenBuckets buckets = tokenBuckets();
    for (BucketKey key :
        List.of(new BucketKey("ab", "c"), new BucketKey("a", "bc"), new BucketKey("abc", ""))) {
      List<Bucket> bucket = List.of(new Bucket(key, Rate.perSecond(1, 1)));
      assertThat(buckets.take(bucket, 1, NOON)).isZero();
    }
  }

  @Test
  void rulesThatTakeYearsAreExactToo() {
    Rate slow = new Rate(1, Duration.ofDays(300).plusNanos(7), 10);
    List<Bucket> bucket = List.of(TokenBucketsContract.fresh("slow", slow));
    TokenBuckets buckets = tokenBuckets();
    assertThat(buckets.take(bucket, 10, NOON)).isZero();
    assertThat(buckets.take(bucket, 3, NOON + 1)).isEqualTo(3 * slow.interval() - 1);
    assertThat(buckets.take(bucket, 3, NOON + 3 * slow.interval() - 1)).isEqualTo(1);
    assertThat(buckets.take(bucket, 3, NOON + 3 * slow.interval())).isZero();
  }
}
