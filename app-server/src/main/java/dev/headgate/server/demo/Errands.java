package dev.headgate.server.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody who hands in requests to be made later, and looks in the end what became of them. */
final class Errands {
  private static final long PAUSE_MILLIS = 250;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern STATE = Pattern.compile("\"state\"\\s*:\\s*\"([a-z]+)\"");

  private final URI server;
  private final HttpClient client;
  private final List<String> paths;
  private final Queue<String> accepted = new ConcurrentLinkedQueue<>();

  Errands(URI server, HttpClient client, List<String> paths) {
    this.server = server;
    this.client = client;
    this.paths = List.copyOf(paths);
  }

  /** Hands in the next one, and waits a little. */
  void handIn(int turn) throws InterruptedException {
    String path = paths.get(turn % paths.size());
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/api/v1/tasks"))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"kind\":\"github-request\",\"payload\":{\"path\":\"%s\"}}".formatted(path)))
            .build();
    HttpResponse<String> answer = send(request);
    if (answer.statusCode() == 202) {
      accepted.add(answer.headers().firstValue("Location").orElseThrow());
    }
    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
  }

  int accepted() {
    return accepted.size();
  }

  /** Waits for a while until all have ended; answers how many succeeded. */
  int succeeded() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int succeeded = 0;
    for (String task : accepted) {
      String state = state(task);
      while (!ended(state) && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        state = state(task);
      }
      succeeded += state.equals("succeeded") ? 1 : 0;
    }
    return succeeded;
  }

  private static boolean ended(String state) {
    return state.equals("succeeded") || state.equals("failed") || state.equals("cancelled");
  }

  private String state(String task) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(server.resolve(task)).timeout(TIMEOUT).build();
    Matcher state = STATE.matcher(send(request).body());
    return state.find() ? state.group(1) : "";
  }

  private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new IllegalStateException(request.uri() + " could not be asked", broken);
    }
  }
}
