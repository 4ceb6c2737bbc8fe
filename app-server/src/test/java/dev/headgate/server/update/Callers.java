package dev.headgate.server.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Callers that go on whatever happens to the servers: one hands in tasks, one reads what a rule
 * limits. Where a server has gone, or says that it goes, they ask the next one.
 */
final class Callers implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final Deployment deployment;
  private final Map<String, String> tasks = new ConcurrentHashMap<>();
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicInteger limited = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean hurrying;
  private volatile boolean ending;

  Callers(Deployment deployment) {
    this.deployment = deployment;
  }

  void start() {
    threads.add(Thread.ofVirtual().start(() -> repeat(this::handIn, () -> 50)));
    threads.add(Thread.ofVirtual().start(() -> repeat(this::read, () -> hurrying ? 1 : 400)));
  }

  /** From now on reads follow each other at once. */
  void hurry() {
    hurrying = true;
  }

  private void repeat(Runnable call, IntSupplier pause) {
    while (!ending) {
      try {
        call.run();
        Thread.sleep(pause.getAsInt());
      } catch (InterruptedException stopped) {
        return;
      } catch (RuntimeException failure) {
        failures.add(failure.toString());
      }
    }
  }

  private void handIn() {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> answer =
        anywhere(server ->
            HttpRequest.newBuilder(URI.create(server + "/api/v1/tasks"))
                .header("Idempotency-Key", key)
                .POST(
                    BodyPublishers.ofString(
                        "{\"kind\":\"github-request\",\"payload\":{\"path\":\"/repos/handed/in%s\"}}"
                            .formatted(key))));
    if (answer.statusCode() != 202 && answer.statusCode() != 200) {
      failures.add("task: " + answer.statusCode() + " " + answer.body());
      return;
    }
    try {
      tasks.put(key, JSON.readTree(answer.body()).path("id").asText());
    } catch (JsonProcessingException malformed) {
      failures.add(malformed.toString());
    }
  }

  private void read() {
    HttpResponse<String> answer =
        anywhere(server -> HttpRequest.newBuilder(URI.create(server + "/repos/limited/one")));
    switch (answer.statusCode()) {
      case 200 -> admitted.incrementAndGet();
      case 429 -> limited.incrementAndGet();
      default -> failures.add("read: " + answer.statusCode() + " " + answer.body());
    }
  }

  /** Asks one server after the other until one is there to answer. */
  private HttpResponse<String> anywhere(Ask ask) {
    while (true) {
      for (URI server : deployment.inService()) {
        try {
          HttpResponse<String> answer = deployment.send(ask.of(server));
          boolean stopping =
              answer.statusCode() == 503
                  && answer.headers().allValues("Connection").contains("close");
          if (!stopping) {
            return answer;
          }
        } catch (UncheckedIOException gone) {
          if (ending) {
            throw gone;
          }
        }
      }
    }
  }

  /** Ends it, once what was begun is answered. */
  void end() {
    ending = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  int accepted() {
    return tasks.size();
  }

  int admitted() {
    return admitted.get();
  }

  int limited() {
    return limited.get();
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  List<String> tasks() {
    return List.copyOf(tasks.values());
  }

  @Override
  public void close() {
    ending = true;
    threads.forEach(Thread::interrupt);
  }

  /** A request of one server. */
  private interface Ask {
    HttpRequest.Builder of(URI server);
  }
}
