package dev.headgate.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.ChildServer;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.RealRedis;
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
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator decided about a circuit, when every process that knew of it is killed. */
class ForcedCircuitTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path directory;

  private ChildServer start(GitHubSimulator github, Map<String, String> store) {
    Map<String, String> environment = new HashMap<>(store);
    environment.put("SERVER_PORT", "0");
    environment.put("GITHUB_API_URL", github.url().toString());
    try {
      return new ChildServer(directory, environment, "server");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.timeout(SOON).build(), BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static HttpRequest.Builder at(ChildServer server, String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private static String circuit(ChildServer server) {
    return send(at(server, "/api/v1/breakers/github")).body();
  }

  private static int forceOpen(ChildServer server) {
    return send(at(server, "/api/v1/breakers/github")
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"force\": \"open\"}")))
        .statusCode();
  }

  /** Two processes, an operator's word at one of them, and the third that comes after both. */
  private void killsAllAndExpects(Map<String, String> store, String force) throws IOException {
    try (GitHubSimulator github = new GitHubSimulator(SimulatorOptions.DEFAULTS)) {
      try (ChildServer one = start(github, store);
          ChildServer other = start(github, store)) {
        await().atMost(SOON).until(() -> forceOpen(one) == 200);
        boolean shared = !store.isEmpty();
        await()
            .atMost(SOON)
            .until(() -> circuit(shared ? other : one).contains("\"force\":\"open\""));
        one.kill();
        other.kill();
        one.exit();
        other.exit();
      }
      try (ChildServer next = start(github, store)) {
        await()
            .atMost(SOON)
            .untilAsserted(() -> assertThat(circuit(next)).contains("\"force\":\"" + force + "\""));
        int status = send(at(next, "/repos/octo/hello")).statusCode();
        assertThat(status >= 500).as("status %d", status).isEqualTo(force.equals("open"));
      }
    }
  }

  @Test
  void holdsInRedis() throws IOException {
    try (OwnRedis redis = RealRedis.own()) {
      killsAllAndExpects(
          Map.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port()),
          "open");
    }
  }

  @Test
  void holdsInPostgres() throws IOException {
    try (OwnPostgres postgres = RealPostgres.own()) {
      killsAllAndExpects(
          Map.of(
              "STORAGE_TYPE",
              "postgres",
              "DATABASE_URL",
              "postgres://postgres@127.0.0.1:%d/postgres".formatted(postgres.port())),
          "open");
    }
  }

  @Test
  void isForgottenWhereNothingIsShared() throws IOException {
    killsAllAndExpects(Map.of(), "auto");
  }
}
