package dev.headgate.server.crash;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorPreset;
import dev.headgate.server.testing.ChildServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;

/**
 * Server processes over one store: victims, which only take what is handed in, and one that lives
 * and does the tasks. All of them are in front of one simulated GitHub.
 */
final class Scene implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String SECRET = "the secret of the hook";

  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final IntFunction<Map<String, String>> ways;
  private final int storePort;
  private final GitHubSimulator github = new GitHubSimulator(SimulatorPreset.FAST.options());
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Deque<Victim> victims = new ArrayDeque<>();
  private final ChildServer living;

  /**
   * One that lives and that many victims, which all start at once.
   *
   * @param ways the settings of a store that is reached by that port
   */
  Scene(Path folder, int victims, int storePort, IntFunction<Map<String, String>> ways)
      throws IOException {
    this.folder = folder;
    this.ways = ways;
    this.storePort = storePort;
    this.living = launch(storePort, true);
    try {
      for (int i = 0; i < victims; i++) {
        this.victims.add(fresh());
      }
      living.url();
    } catch (IOException | RuntimeException failure) {
      // Nobody else would end those that run.
      close();
      throw failure;
    }
  }

  private Victim fresh() throws IOException {
    FaultProxy proxy = FaultProxy.to(storePort);
    return new Victim(launch(proxy.port(), false), proxy);
  }

  private ChildServer launch(int port, boolean works) throws IOException {
    Map<String, String> settings = new HashMap<>(ways.apply(port));
    settings.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    settings.put("SERVER_PORT", "0");
    settings.put("PROTECTION_LOAD_SHEDDING", "shadow");
    settings.put("WORKER_EMBEDDED", Boolean.toString(works));
    settings.put("GITHUB_API_URL", github.url().toString());
    settings.put("GITHUB_TOKEN", "ghp_ofthegateway");
    settings.put("GITHUB_WEBHOOK_SECRET", SECRET);
    settings.put("CALLBACK_ALLOWED_HOSTS", "127.0.0.1");
    settings.put("CALLBACK_ALLOWED_NETWORKS", "127.0.0.1/32");
    settings.put("CALLBACK_SECRET", "secret-of-callbacks-0123");
    return new ChildServer(folder, settings, "server");
  }

  /** A victim that nobody has had, ready to be asked. */
  Victim victim() throws IOException {
    Victim victim = victims.isEmpty() ? fresh() : victims.remove();
    victim.url();
    return victim;
  }

  /** Where the one listens that lives. */
  URI living() {
    return living.url();
  }

  GitHubSimulator github() {
    return github;
  }

  /** Hands something in; fails when the server is gone before it has answered. */
  CompletableFuture<HttpResponse<String>> post(URI server, String path, String body, String key) {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(PATIENCE)
            .header("Idempotency-Key", key)
            .POST(BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  /** What the one that lives says of it. */
  JsonNode get(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(living() + path)).timeout(PATIENCE).build();
      return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException broken) {
      String state = living.alive() ? "lives" : "ended: " + living.output() + living.errors();
      throw new UncheckedIOException("the one that lives " + state, broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  static JsonNode json(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  /** Waits until a task has ended, and answers how. */
  String end(String task) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> get("/api/v1/tasks/" + task).path("state").asText(),
            state -> state.matches("succeeded|failed|cancelled"));
  }

  /** How often GitHub was asked for exactly that. */
  long asked(String method, String target) {
    return github.requests(1000).stream()
        .filter(sent -> sent.method().equals(method) && sent.target().equals(target))
        .count();
  }

  @Override
  public void close() {
    http.shutdownNow();
    victims.forEach(Victim::close);
    living.close();
    github.close();
  }
}
