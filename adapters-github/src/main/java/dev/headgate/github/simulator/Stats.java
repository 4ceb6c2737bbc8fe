package dev.headgate.github.simulator;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts what arrived and what became of it. Control calls are never counted. */
final class Stats {
  private static final int MOST = 10_000;
  private static final String OTHER = "other";

  private final LongAdder requests = new LongAdder();
  private final LongAdder conditional = new LongAdder();
  private final LongAdder notModified = new LongAdder();
  private final LongAdder blobs = new LongAdder();
  private final Map<String, LongAdder> endpoints = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> statuses = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> spent = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger highest = new AtomicInteger();

  void arrived(Incoming request) {
    requests.increment();
    if (request.header("If-None-Match").isPresent()
        || request.header("If-Modified-Since").isPresent()) {
      conditional.increment();
    }
    int now = inFlight.incrementAndGet();
    highest.accumulateAndGet(now, Math::max);
  }

  void left() {
    inFlight.decrementAndGet();
  }

  void blob() {
    blobs.increment();
  }

  void routed(String method, String template) {
    add(endpoints, method + " " + template, 1);
  }

  void answered(int status) {
    add(statuses, Integer.toString(status), 1);
    if (status == 304) {
      notModified.increment();
    }
  }

  void spent(Principal principal, Resource resource, int cost) {
    add(spent, principal.name() + " " + resource.wireName(), cost);
  }

  void refused(String reason) {
    add(refused, reason, 1);
  }

  SimulatorStats snapshot(Map<String, List<Integer>> points) {
    return new SimulatorStats(
        requests.sum(),
        conditional.sum(),
        notModified.sum(),
        blobs.sum(),
        sums(endpoints),
        sums(statuses),
        sums(spent),
        sums(refused),
        highest.get(),
        inFlight.get(),
        points);
  }

  /** Zeroes every count; what is in flight stays. */
  void clear() {
    requests.reset();
    conditional.reset();
    notModified.reset();
    blobs.reset();
    endpoints.clear();
    statuses.clear();
    spent.clear();
    refused.clear();
    highest.set(inFlight.get());
  }

  private static void add(Map<String, LongAdder> counts, String key, int amount) {
    String bounded = counts.size() < MOST || counts.containsKey(key) ? key : OTHER;
    counts.computeIfAbsent(bounded, name -> new LongAdder()).add(amount);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counts) {
    Map<String, Long> sums = new TreeMap<>();
    counts.forEach((key, count) -> sums.put(key, count.sum()));
    return sums;
  }
}
