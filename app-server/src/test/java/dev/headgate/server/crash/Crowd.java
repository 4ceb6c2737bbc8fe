package dev.headgate.server.crash;

import static dev.headgate.server.crash.Scene.json;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers that hand in one task after another, each with a key, and again with the same key where
 * the server was gone before it had answered. Each task reads a repository of its own.
 */
final class Crowd {
  private static final int CALLERS = 4;

  private final Scene scene;
  private final Map<String, String> taskByKey = new ConcurrentHashMap<>();
  private final AtomicInteger repeated = new AtomicInteger();
  private final AtomicInteger known = new AtomicInteger();
  private final List<Thread> callers = new ArrayList<>();
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private volatile Place place;
  private volatile boolean ending;

  Crowd(Scene scene) {
    this.scene = scene;
    this.place = new Place(scene.living(), new CountDownLatch(1));
  }

  /** Hands in there from now on. */
  void turnTo(URI next) {
    Place left = place;
    place = new Place(next, new CountDownLatch(1));
    left.left().countDown();
    while (callers.size() < CALLERS) {
      callers.add(Thread.ofVirtual().start(this::call));
    }
  }

  private void call() {
    while (!ending) {
      String key = "c" + UUID.randomUUID();
      while (!handedIn(key, place)) {
        repeated.incrementAndGet();
      }
    }
  }

  private boolean handedIn(String key, Place there) {
    try {
      String order = ServerCrashContract.read("crowd", key, "");
      HttpResponse<String> answer = scene.post(there.url(), "/api/v1/tasks", order, key).join();
      if (answer.statusCode() == 200) {
        known.incrementAndGet();
      }
      boolean taken = answer.statusCode() == 200 || answer.statusCode() == 202;
      if (!taken) {
        refusals.merge(
            answer.statusCode() + " " + answer.body().replaceAll("\\{?\"request_id.*", ""),
            1,
            Integer::sum);
      }
      if (taken) {
        taskByKey.put(key, json(answer).path("id").asText());
      }
      return taken;
    } catch (CompletionException gone) {
      left(there);
      return false;
    }
  }

  private static void left(Place there) {
    try {
      if (!there.left().await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody said where else to go");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it, once everything that was begun is handed in. */
  void end() throws InterruptedException {
    ending = true;
    for (Thread caller : callers) {
      if (!caller.join(Duration.ofSeconds(90))) {
        throw new AssertionError("a caller gets no answer; refusals so far: " + refusals);
      }
    }
  }

  int accepted() {
    return taskByKey.size();
  }

  /** How often a server was gone, or refused. */
  int repeated() {
    return repeated.get();
  }

  /** How many of those that were handed in again had been kept. */
  int known() {
    return known.get();
  }

  Set<String> tasks() {
    return Set.copyOf(taskByKey.values());
  }

  /** How often GitHub was asked on behalf of each key; those it was not asked for are missing. */
  Map<String, Long> asked() {
    Map<String, Long> asked = new HashMap<>();
    scene.github().requests(1000).stream()
        .filter(sent -> sent.method().equals("GET") && sent.target().startsWith("/repos/crowd/"))
        .forEach(sent -> asked.merge(sent.target(), 1L, Long::sum));
    return asked;
  }

  /** Where to hand in, until somebody says otherwise. */
  private record Place(URI url, CountDownLatch left) {}
}
