package dev.headgate.benchmarks.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.LeasedTokenBuckets;
import dev.headgate.core.limit.Rate;
import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisScript;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.redis.limit.RedisTokenBuckets;
import dev.headgate.storage.redis.limit.RedisTokenLeases;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.redis.redisson.Bucket4jRedisson;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.api.redisnode.RedisSingle;
import redis.embedded.RedisServer;

/**
 * Prints how many decisions a second Redis makes over one hot bucket, ours with one and with three
 * levels and others' with one, all through the same client, in turns; then what a million buckets
 * take in its memory, whether they slow decisions down, and what several processes with leases use.
 *
 * <p>The server is the one that {@code REDIS_URL} names, whose database is emptied, else an
 * embedded one.
 */
public final class RedisLimits {

  private static final int BUCKETS = 1_000_000;
  private static final int CONNECTIONS = 64;
  private static final String LEAST = "one-level Lua bucket";
  private static final String THREE_LEVELS = "ours, 3 levels";
  private static final Rate PLENTY = new Rate(1_000_000, Duration.ofSeconds(1), 1_000_000_000);
  private static final Rate MORE = new Rate(1_000_000, Duration.ofSeconds(1), 100_000_000_000L);
  private static final Rate SLOW = new Rate(1, Duration.ofHours(1), 10);

  private RedisLimits() {}

  /** Takes the numbers of threads, the rounds, the milliseconds of one round, and the buckets. */
  public static void main(String[] arguments) throws Exception {
    int[] threads =
        Arrays.stream(arguments[0].split(",", -1)).mapToInt(Integer::parseInt).toArray();
    int rounds = Integer.parseInt(arguments[1]);
    long millis = Long.parseLong(arguments[2]);
    int buckets = arguments.length > 3 ? Integer.parseInt(arguments[3]) : BUCKETS;
    String url = System.getenv("REDIS_URL");
    if (url != null) {
      run(URI.create(url), threads, rounds, millis, buckets);
      return;
    }
    int port = freePort();
    RedisServer server =
        RedisServer.newRedisServer()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .build();
    server.start();
    try {
      run(URI.create("redis://127.0.0.1:" + port), threads, rounds, millis, buckets);
    } finally {
      server.stop();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void run(URI url, int[] threads, int rounds, long millis, int buckets)
      throws Exception {
    RedisSettings settings =
        RedisSettings.of(List.of(url))
            .withPoolSize(CONNECTIONS)
            .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(60));
    try (RedisConnection redis = new RedisConnection(settings)) {
      redis.write(client -> client.getKeys().flushdbAsync());
      RedisTokenBuckets ours = new RedisTokenBuckets(redis);
      try (LeasedTokenBuckets leased =
          new LeasedTokenBuckets(ours, new RedisTokenLeases(redis), System::nanoTime)) {
        Map<String, LongConsumer> contenders = new LinkedHashMap<>();
        contenders.put("bare EVALSHA", bare(redis));
        contenders.put(LEAST, oneLevel(redis));
        contenders.put("ours, 1 level", hot(ours));
        contenders.put(THREE_LEVELS, levels(ours));
        contenders.put("ours, 3 levels, leased", levels(leased));
        contenders.put("RRateLimiter, 1 level", redissons(redis));
        contenders.put("Bucket4j (compare-and-set), 1 level", bucket4j(redis));
        System.out.println(
            "| decisions over one hot bucket | threads | per second | to the first or to one-level"
                + " Lua |");
        System.out.println("|---|---:|---:|---:|");
        for (int count : threads) {
          measure(contenders, count, rounds, millis);
        }
      }
      size(redis, buckets);
      growth(redis, buckets, rounds, millis);
      LeasedProcesses.run(url, 5 * millis);
    }
  }

  private static LongConsumer bare(RedisConnection redis) {
    RedisScript script = RedisScript.load(RedisLimits.class, "bare.lua");
    List<String> keys = List.of(redis.key("bare"));
    return _ -> require(script.run(redis, keys).number(0) == 1);
  }

  private static LongConsumer oneLevel(RedisConnection redis) {
    RedisScript script = RedisScript.load(RedisLimits.class, "one_level.lua");
    List<String> keys = List.of(redis.key("one"));
    return _ -> require(script.run(redis, keys, 1, 1_000_000_000).number(0) == 1);
  }

  private static LongConsumer hot(TokenBuckets buckets) {
    List<Bucket> one = List.of(new Bucket(BucketKey.shared("one"), PLENTY));
    return _ -> require(buckets.take(one, 1, System.nanoTime()) == 0);
  }

  private static LongConsumer levels(TokenBuckets buckets) {
    Bucket global = new Bucket(BucketKey.shared("global"), PLENTY);
    Bucket team = new Bucket(BucketKey.shared("team"), PLENTY);
    List<List<Bucket>> callers =
        IntStream.range(0, 256)
            .mapToObj(i -> new Bucket(new BucketKey("caller", Integer.toString(i)), PLENTY))
            .map(own -> List.of(global, team, own))
            .toList();
    return thread -> require(buckets.take(callers.get((int) thread), 1, System.nanoTime()) == 0);
  }

  private static LongConsumer redissons(RedisConnection redis) {
    RRateLimiter limiter = redis.client().getRateLimiter("rrate");
    limiter.trySetRate(RateType.OVERALL, 1_000_000_000, Duration.ofSeconds(1));
    return _ -> require(limiter.tryAcquire(1));
  }

  private static LongConsumer bucket4j(RedisConnection redis) {
    BucketConfiguration configuration =
        BucketConfiguration.builder()
            .addLimit(limit ->
                limit.capacity(1_000_000_000).refillGreedy(1_000_000, Duration.ofSeconds(1)))
            .build();
    BucketProxy bucket =
        Bucket4jRedisson.casBasedBuilder(((Redisson) redis.client()).getCommandExecutor())
            .build()
            .builder()
            .build("bucket4j", () -> configuration);
    return _ -> require(bucket.tryConsume(1));
  }

  private static void measure(
      Map<String, LongConsumer> contenders, int threads, int rounds, long millis) throws Exception {
    Map<String, double[]> rates = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, LongConsumer> contender : contenders.entrySet()) {
        double rate = rate(contender.getValue(), threads, millis);
        // The round before the first warms up.
        if (round >= 0) {
          rates.computeIfAbsent(contender.getKey(), name -> new double[rounds])[round] = rate;
        }
      }
    }
    double[] least = rates.getOrDefault(LEAST, rates.values().iterator().next());
    rates.forEach((name, all) ->
        System.out.printf(
            "| %s | %d | %,.0f | %.3f |%n", name, threads, median(all), ratio(all, least)));
    double[] three = rates.get(THREE_LEVELS);
    if (three == null) {
      return;
    }
    rates.forEach((name, all) ->
        System.out.printf("3 levels to %s, %d threads: %.2f%n", name, threads, ratio(three, all)));
  }

  /** The median of what each round gives: the rounds' own noise is the same for both. */
  private static double ratio(double[] some, double[] others) {
    return median(IntStream.range(0, some.length).mapToDouble(i -> some[i] / others[i]).toArray());
  }

  private static double median(double[] all) {
    double[] sorted = all.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double rate(LongConsumer decision, int threads, long millis) throws Exception {
    long end = System.nanoTime() + millis * 1_000_000;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> counts =
          IntStream.range(0, threads)
              .mapToObj(thread ->
                  callers.submit(() -> {
                    long count = 0;
                    while (System.nanoTime() < end) {
                      decision.accept(thread);
                      count++;
                    }
                    return count;
                  }))
              .toList();
      long sum = 0;
      for (Future<Long> count : counts) {
        sum += count.get();
      }
      return sum * 1_000.0 / millis;
    }
  }

  /** One permit of each of that many subjects of one policy, as limits by caller leave them. */
  private static void size(RedisConnection redis, int buckets) throws Exception {
    redis.write(client -> client.getKeys().flushdbAsync());
    RedisTokenBuckets ours = new RedisTokenBuckets(redis);
    long before = memory(redis);
    List<Bucket> some = new ArrayList<>();
    for (int i = 0; i < buckets; i++) {
      some.add(new Bucket(new BucketKey("per-caller", "203.0.113." + i), SLOW));
      if (some.size() == TokenBuckets.MOST_BUCKETS || i == buckets - 1) {
        require(ours.take(List.copyOf(some), 1, 0) == 0);
        some.clear();
      }
    }
    // The marks of the last decisions end by themselves.
    Thread.sleep(Duration.ofSeconds(8));
    long bytes = memory(redis) - before;
    System.out.printf(
        "buckets %,d: %.1f MB in memory, %.0f bytes each%n",
        buckets, bytes / 1e6, (double) bytes / buckets);
  }

  /** The rate over a few of the callers that are there and over all of them, in turns. */
  private static void growth(RedisConnection redis, int buckets, int rounds, long millis)
      throws Exception {
    RedisTokenBuckets ours = new RedisTokenBuckets(redis);
    Map<String, LongConsumer> contenders = new LinkedHashMap<>();
    for (int some : new int[] {Math.min(1_000, buckets), buckets}) {
      contenders.put(
          "of %,d buckets".formatted(some),
          _ -> {
            int i = ThreadLocalRandom.current().nextInt(some);
            BucketKey key = new BucketKey("per-caller", "203.0.113." + i);
            require(ours.take(List.of(new Bucket(key, MORE)), 1, 0) == 0);
          });
    }
    measure(contenders, 8, rounds, millis);
    redis.write(client -> client.getKeys().flushdbAsync());
  }

  private static long memory(RedisConnection redis) {
    RedisSingle nodes = redis.client().getRedisNodes(RedisNodes.SINGLE);
    return Long.parseLong(
        nodes.getInstance().info(RedisNode.InfoSection.MEMORY).getOrDefault("used_memory", "0"));
  }

  private static void require(boolean granted) {
    if (!granted) {
      throw new IllegalStateException("refused (expected: granted)");
    }
  }
}
