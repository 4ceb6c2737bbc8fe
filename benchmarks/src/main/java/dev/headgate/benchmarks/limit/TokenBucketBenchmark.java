package dev.headgate.benchmarks.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.util.concurrent.RateLimiter;
import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Rate;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One granted decision by key. Each limiter reads its own clock, as it does in use: {@code
 * nanoTime} for the peers and for ours, which takes the time as an argument.
 *
 * <p>With one key every thread asks for the same bucket. The first level of the three is one bucket
 * that everyone shares, so three levels are contended with any number of keys.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TokenBucketBenchmark {

  private static final long BURST = 10_000_000_000L;
  private static final int RATE = 1_000;

  /** Never empty and never at rest: the granted path of a bucket in use is measured. */
  private static final Gcra RULE = Gcra.of(Rate.perSecond(RATE, BURST));

  @Param({"1", "1000"})
  int keys = 1;

  private final MemoryTokenBuckets ours = new MemoryTokenBuckets(new MemoryLimitConfig(4_000_000));
  private List<String> names = List.of();
  private List<List<Bucket>> oneLevel = List.of();
  private List<List<Bucket>> threeLevels = List.of();

  private final ConcurrentMap<String, io.github.bucket4j.Bucket> bucket4j =
      new ConcurrentHashMap<>();
  private final Cache<String, io.github.bucket4j.Bucket> bounded =
      Caffeine.newBuilder().maximumSize(4_000_000).build();
  private final ConcurrentMap<String, AtomicRateLimiter> resilience4j = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, RateLimiter> guava = new ConcurrentHashMap<>();

  private static io.github.bucket4j.Bucket newBucket4j(String name) {
    return io.github.bucket4j.Bucket.builder()
        .addLimit(limit -> limit.capacity(BURST).refillGreedy(RATE, Duration.ofSeconds(1)))
        .withNanosecondPrecision()
        .build();
  }

  private static AtomicRateLimiter newResilience4j(String name) {
    return new AtomicRateLimiter(
        name,
        RateLimiterConfig.custom()
            .limitForPeriod(Integer.MAX_VALUE)
            .limitRefreshPeriod(Duration.ofSeconds(1))
            .timeoutDuration(Duration.ZERO)
            .build());
  }

  private static RateLimiter newGuava(String name) {
    return RateLimiter.create(1e12);
  }

  /** Looks before it creates: a hit takes no lock in the map. */
  private <T> T find(ConcurrentMap<String, T> limiters, Function<String, T> create) {
    String name = names.get(next());
    T limiter = limiters.get(name);
    return limiter != null ? limiter : limiters.computeIfAbsent(name, create);
  }

  /** Names the keys and prepares their buckets, as a server does when it learns its rules. */
  @Setup
  public void prepare() {
    names = IntStream.range(0, keys).mapToObj(i -> "caller-" + i).toList();
    oneLevel = names.stream().map(name -> List.of(bucket("caller", name))).toList();
    threeLevels = threeLevels(names);
  }

  private static Bucket bucket(String policy, String subject) {
    return new Bucket(new BucketKey(policy, subject), RULE);
  }

  private static List<List<Bucket>> threeLevels(List<String> names) {
    Bucket global = bucket("global", "");
    List<Bucket> teams = IntStream.range(0, 32).mapToObj(i -> bucket("team", "team-" + i)).toList();
    return names.stream()
        .map(name -> List.of(global, teams.get(name.hashCode() & 31), bucket("caller", name)))
        .toList();
  }

  private int next() {
    return keys == 1 ? 0 : ThreadLocalRandom.current().nextInt(keys);
  }

  /** Ours, one bucket, the wait alone. */
  @Benchmark
  public long headgateTakeOneLevel() {
    return granted(ours.take(oneLevel.get(next()), 1, System.nanoTime()));
  }

  /** Ours, three buckets all or nothing, the wait alone. */
  @Benchmark
  public long headgateTakeThreeLevels() {
    return granted(ours.take(threeLevels.get(next()), 1, System.nanoTime()));
  }

  /** Ours, one bucket, with the figures for the response's headers. */
  @Benchmark
  public Decision headgateAcquireOneLevel() {
    return ours.acquire(oneLevel.get(next()), 1, System.nanoTime());
  }

  /** Ours, three buckets all or nothing, with the figures for the response's headers. */
  @Benchmark
  public Decision headgateAcquireThreeLevels() {
    return ours.acquire(threeLevels.get(next()), 1, System.nanoTime());
  }

  /** Bucket4j's local bucket, found in a map. */
  @Benchmark
  public boolean bucket4jOneLevel() {
    return find(bucket4j, TokenBucketBenchmark::newBucket4j).tryConsume(1);
  }

  /** Bucket4j's local bucket, found in a cache that is bounded, as our buckets are. */
  @Benchmark
  public boolean bucket4jBoundedOneLevel() {
    return bounded.get(names.get(next()), TokenBucketBenchmark::newBucket4j).tryConsume(1);
  }

  /** Resilience4j's limiter, found in a map. */
  @Benchmark
  public boolean resilience4jOneLevel() {
    return find(resilience4j, TokenBucketBenchmark::newResilience4j).acquirePermission(1);
  }

  /** Guava's limiter, found in a map. */
  @Benchmark
  public boolean guavaOneLevel() {
    return find(guava, TokenBucketBenchmark::newGuava).tryAcquire();
  }

  private static long granted(long delay) {
    if (delay != 0) {
      throw new IllegalStateException("delay: " + delay + " (expected: every call is granted)");
    }
    return delay;
  }
}
