package dev.headgate.github.simulator;

import dev.headgate.core.thread.Threads;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Sends signed events as GitHub does. The last thousand deliveries can be repeated. */
final class Webhooks implements AutoCloseable {
  static final int LARGEST = 25 << 20;
  private static final int REMEMBERED = 1_000;
  private static final int HOOKS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private record Event(Hook hook, String guid, String name, String action, ByteBody payload) {}

  private record Attempt(HookDelivery delivery, Event event) {}

  private final InstantSource clock;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ExecutorService background =
      Executors.newCachedThreadPool(Threads.light("webhook"));
  private final AtomicLong ids = new AtomicLong();
  private final List<Hook> hooks = new CopyOnWriteArrayList<>();
  private final AtomicInteger losing = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Attempt> attempts = new ArrayDeque<>();

  Webhooks(InstantSource clock) {
    this.clock = clock;
  }

  void register(Hook hook) {
    if (hooks.size() >= HOOKS) {
      throw new IllegalStateException("webhooks: " + HOOKS + " are registered (expected: fewer)");
    }
    hooks.add(hook);
  }

  void unregisterAll() {
    hooks.clear();
  }

  /** Sends an event and waits for the receiver. */
  HookDelivery send(Hook hook, String event, byte[] payload) {
    if (payload.length > LARGEST) {
      throw new IllegalArgumentException(
          "payload: " + payload.length + " bytes (expected: at most " + LARGEST + ")");
    }
    return attempt(
        new Event(
            hook, UUID.randomUUID().toString(), event, action(payload), new ByteBody(payload)),
        false);
  }

  /** Sends an event to every registered hook that wants it, without waiting. */
  void publish(String event, byte[] payload) {
    for (Hook hook : hooks) {
      if (hook.wants(event)) {
        background.execute(() -> send(hook, event, payload));
      }
    }
  }

  /** Loses the next deliveries on their way: nobody is asked, and GitHub shows them as failed. */
  void lose(int deliveries) {
    losing.set(deliveries);
  }

  /** The attempts of Apps' hooks from an id downwards, the latest first. */
  List<HookDelivery> ofApps(long below, int most) {
    lock.lock();
    try {
      List<HookDelivery> found = new ArrayList<>();
      for (Iterator<Attempt> latest = attempts.descendingIterator(); latest.hasNext(); ) {
        Attempt attempt = latest.next();
        if (attempt.event().hook().app()
            && attempt.delivery().id() < below
            && found.size() < most) {
          found.add(attempt.delivery());
        }
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Whether an id is that of an attempt of an App's hook. */
  boolean ofApp(long id) {
    return find(id).filter(attempt -> attempt.event().hook().app()).isPresent();
  }

  /** The events that the hooks of Apps want. */
  Set<String> appEvents() {
    Set<String> events = new TreeSet<>();
    hooks.stream().filter(Hook::app).forEach(hook -> events.addAll(hook.events()));
    return events;
  }

  /** Repeats an attempt, without waiting. */
  void redeliverLater(long id) {
    background.execute(() -> redeliver(id));
  }

  private static String action(byte[] payload) {
    try {
      return Json.read(payload).path("action").asText("");
    } catch (IOException noJson) {
      return "";
    }
  }

  /** Repeats an attempt under the same GUID; empty if the id is unknown. */
  Optional<HookDelivery> redeliver(long id) {
    return find(id).map(attempt -> attempt(attempt.event(), true));
  }

  List<HookDelivery> deliveries() {
    lock.lock();
    try {
      return attempts.stream().map(Attempt::delivery).toList();
    } finally {
      lock.unlock();
    }
  }

  void reset() {
    unregisterAll();
    losing.set(0);
    lock.lock();
    try {
      attempts.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    background.shutdownNow();
  }

  private Optional<Attempt> find(long id) {
    lock.lock();
    try {
      return attempts.stream().filter(attempt -> attempt.delivery().id() == id).findFirst();
    } finally {
      lock.unlock();
    }
  }

  private HookDelivery attempt(Event event, boolean redelivery) {
    Instant start = clock.instant();
    int status = losing.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 0 : post(event);
    HookDelivery delivery =
        new HookDelivery(
            ids.incrementAndGet(),
            event.guid(),
            event.name(),
            event.action(),
            status,
            Duration.between(start, clock.instant()),
            redelivery,
            start);
    lock.lock();
    try {
      attempts.addLast(new Attempt(delivery, event));
      if (attempts.size() > REMEMBERED) {
        attempts.removeFirst();
      }
    } finally {
      lock.unlock();
    }
    return delivery;
  }

  /** The receiver's status; 0 if it gave none, which is what GitHub shows as a failed delivery. */
  private int post(Event event) {
    try {
      HttpResponse<Void> response = client.send(request(event), BodyHandlers.discarding());
      return response.statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static HttpRequest request(Event event) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(event.hook().url())
            .timeout(PATIENCE)
            .header("Accept", "*/*")
            .header("Content-Type", "application/json")
            .header("User-Agent", "GitHub-Hookshot/5117b82")
            .header("X-GitHub-Event", event.name())
            .header("X-GitHub-Delivery", event.guid())
            .header("X-GitHub-Hook-ID", "1")
            .header(
                "X-GitHub-Hook-Installation-Target-Type",
                event.hook().app() ? "integration" : "repository")
            .header("X-GitHub-Hook-Installation-Target-ID", "1")
            .POST(BodyPublishers.ofByteArray(event.payload().bytes()));
    if (!event.hook().secret().isEmpty()) {
      String signature = Digests.hmacSha256Hex(event.hook().secret(), event.payload().bytes());
      request.header("X-Hub-Signature-256", "sha256=" + signature);
    }
    return request.build();
  }
}
