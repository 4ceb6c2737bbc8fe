package dev.headgate.benchmarks.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Decision;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.LeasedTokenBuckets;
import dev.headgate.core.limit.Rate;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
 * One granted decision over a shared store that buckets are leased from, beside Bucket4j, which
 * shares with nobody. The store is one in memory: what is measured is a decision from permits at
 * hand and the share of the refills, not a network.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LeasedBenchmark {

  private static final long BURST = 10_000_000_000L;
  private static final int RATE = 1_000;
  private static final Gcra RULE = Gcra.of(Rate.perSecond(RATE, BURST));

  @Param({"1", "1000"})
  int keys = 1;

  private final MemoryTokenBuckets store = new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS);
  private final LeasedTokenBuckets leased = new LeasedTokenBuckets(store, store, System::nanoTime);
  private final ConcurrentMap<String, io.github.bucket4j.Bucket> bucket4j =
      new ConcurrentHashMap<>();
  private List<String> names = List.of();
  private List<List<Bucket>> oneLevel = List.of();
  private List<List<Bucket>> threeLevels = List.of();

  /** Names the keys and prepares their buckets. */
  @Setup
  public void prepare() {
    names = IntStream.range(0, keys).mapToObj(i -> "caller-" + i).toList();
    oneLevel = names.stream().map(name -> List.of(bucket("caller", name))).toList();
    Bucket global = bucket("global", "");
    List<Bucket> teams = IntStream.range(0, 32).mapToObj(i -> bucket("team", "team-" + i)).toList();
    threeLevels =
        names.stream()
            .map(name -> List.of(global, teams.get(name.hashCode() & 31), bucket("caller", name)))
            .toList();
  }

  private static Bucket bucket(String policy, String subject) {
    return new Bucket(new BucketKey(policy, subject), RULE);
  }

  private int next() {
    return keys == 1 ? 0 : ThreadLocalRandom.current().nextInt(keys);
  }

  /** One bucket, the wait alone. */
  @Benchmark
  public long leasedTakeOneLevel() {
    return granted(leased.take(oneLevel.get(next()), 1, System.nanoTime()));
  }

  /** Three buckets all or nothing, the wait alone. */
  @Benchmark
  public long leasedTakeThreeLevels() {
    return granted(leased.take(threeLevels.get(next()), 1, System.nanoTime()));
  }

  /** Three buckets all or nothing, with the figures for the response's headers. */
  @Benchmark
  public Decision leasedAcquireThreeLevels() {
    return leased.acquire(threeLevels.get(next()), 1, System.nanoTime());
  }

  /** Bucket4j's local bucket, found in a map. */
  @Benchmark
  public boolean bucket4jOneLevel() {
    String name = names.get(next());
    io.github.bucket4j.Bucket bucket = bucket4j.get(name);
    return (bucket != null ? bucket : bucket4j.computeIfAbsent(name, LeasedBenchmark::newBucket4j))
        .tryConsume(1);
  }

  private static io.github.bucket4j.Bucket newBucket4j(String name) {
    return io.github.bucket4j.Bucket.builder()
        .addLimit(limit -> limit.capacity(BURST).refillGreedy(RATE, Duration.ofSeconds(1)))
        .withNanosecondPrecision()
        .build();
  }

  private static long granted(long delay) {
    if (delay != 0) {
      throw new IllegalStateException("delay: " + delay + " (expected: every call is granted)");
    }
    return delay;
  }
}
