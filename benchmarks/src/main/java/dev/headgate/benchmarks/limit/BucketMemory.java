package dev.headgate.benchmarks.limit;

import dev.headgate.core.limit.Bucket;
import dev.headgate.core.limit.BucketKey;
import dev.headgate.core.limit.Gcra;
import dev.headgate.core.limit.Rate;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import java.time.Instant;
import java.util.List;

/**
 * Prints the heap that the buckets of ten thousand callers and a million buckets in use take, keys
 * included, and what a sweep gives back.
 */
public final class BucketMemory {

  private static final int BUCKETS = 1_000_000;
  private static final int CALLERS = 10_000;

  private BucketMemory() {}

  /** Fills, measures, sweeps, measures. */
  public static void main(String[] arguments) {
    Gcra rule = Gcra.of(Rate.perMinute(100, 100));
    measureCallers(rule);
    MemoryTokenBuckets buckets = new MemoryTokenBuckets(new MemoryLimitConfig(2 * BUCKETS));
    long before = used();
    for (int i = 0; i < BUCKETS; i++) {
      take(buckets, "ip", i, rule);
    }
    long filled = used();
    System.out.printf(
        "buckets %,d: %.1f MB, %.1f bytes each%n",
        buckets.size(), (filled - before) / 1e6, (double) (filled - before) / buckets.size());
    buckets.sweep(Instant.ofEpochSecond(3_600));
    System.out.printf("after a sweep %,d: %.1f MB%n", buckets.size(), (used() - before) / 1e6);
  }

  private static void measureCallers(Gcra rule) {
    long before = used();
    MemoryTokenBuckets buckets = new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS);
    for (int i = 0; i < CALLERS; i++) {
      take(buckets, "ip", i, rule);
      take(buckets, "third-party", i, rule);
    }
    long filled = used();
    System.out.printf(
        "two levels of %,d callers, %,d buckets: %.2f MB%n",
        CALLERS, buckets.size(), (filled - before) / 1e6);
  }

  private static void take(MemoryTokenBuckets buckets, String policy, int i, Gcra rule) {
    // An address, as in production: 7 to 15 characters of its own.
    String address = "10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + "." + (i & 255);
    if (buckets.take(List.of(new Bucket(new BucketKey(policy, address), rule)), 1, 0) != 0) {
      throw new IllegalStateException("address: " + address + " (expected: granted)");
    }
  }

  @SuppressWarnings("CallToSystemGC") // what is left after a collection is what is measured
  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
