package dev.headgate.server.demo;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the callers counted. */
final class Tally {
  private static final int MOST_TIMES = 1 << 20;

  final LongAdder served = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder online = new LongAdder();
  final LongAdder inOutage = new LongAdder();
  final LongAdder outdated = new LongAdder();
  final LongAdder foreign = new LongAdder();
  private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
  private volatile String lastFailure = "";
  private final long[] times = new long[MOST_TIMES];
  private final AtomicInteger timed = new AtomicInteger();

  void add(Caller.Read read, boolean duringOutage) {
    boolean good = read.status() == 200 || read.status() == 404;
    (good ? served : failed).increment();
    if (!good) {
      lastFailure = read.status() + " " + read.cache() + " " + read.body();
    }
    if (read.online()) {
      online.increment();
    }
    if (good && duringOutage && !read.online()) {
      inOutage.increment();
    }
    outcomes.computeIfAbsent(read.cache(), name -> new LongAdder()).increment();
  }

  /** Notes how long a read took. */
  void time(Caller.Read read) {
    int slot = timed.getAndIncrement();
    if (slot < MOST_TIMES) {
      times[slot] = read.nanos();
    }
  }

  Map<String, Long> outcomes() {
    Map<String, Long> counts = new TreeMap<>();
    outcomes.forEach((name, count) -> counts.put(name, count.sum()));
    return counts;
  }

  /** What the latest failed read got. */
  String lastFailure() {
    return lastFailure;
  }

  long hits() {
    return outcomes().entrySet().stream()
        .filter(outcome -> outcome.getKey().endsWith("_HIT"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** The latency that a share of the reads did not exceed, in milliseconds. */
  double quantile(double share) {
    int count = Math.min(timed.get(), MOST_TIMES);
    long[] sorted = Arrays.copyOf(times, count);
    Arrays.sort(sorted);
    return count == 0 ? 0 : sorted[(int) Math.min(count - 1, count * share)] / 1e6;
  }
}
