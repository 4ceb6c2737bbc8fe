package dev.headgate.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.ChildServer;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.testing.RealPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process: how it starts, refuses to start, stops and is killed. */
class ProcessTest {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path directory;
  private GitHubSimulator github;

  @BeforeEach
  void start() {
    github = GitHubSimulator.start();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    github.close();
  }

  @Test
  void aTermSignalLetsTheRequestInFlightEndAndRefusesNewOnes() throws Exception {
    try (ChildServer server = ChildServer.inFrontOf(github.url(), directory)) {
      URI url = server.url();
      github.play(Scenario.latency(Duration.ofSeconds(2)).forPath("/repos/**"));
      CompletableFuture<HttpResponse<String>> inFlight =
          http.sendAsync(request(url, "/repos/octo/hello"), BodyHandlers.ofString());
      await().until(() -> github.stats().requestsTo("GET /repos/{owner}/{repo}") == 1);
      server.terminate();
      await()
          .atMost(Duration.ofSeconds(1))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> refused(url));
      assertThat(inFlight).isNotDone();

      HttpResponse<String> answer = inFlight.get(10, TimeUnit.SECONDS);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"full_name\":\"octo/hello\"").endsWith("}");
      assertThat(server.exit()).isIn(0, 143);
      assertThat(server.output()).contains("stopping").contains("stopped");
    }
  }

  @Test
  void migrateWithoutADatabaseSaysInOneLineWhatToSet() throws Exception {
    try (ChildServer migrate = new ChildServer(directory, Map.of(), "migrate")) {
      assertThat(migrate.exit()).isEqualTo(1);
      assertThat(migrate.errors())
          .isEqualTo(
              "DATABASE_URL (expected: set for migrate); set it, for example to"
                  + " jdbc:postgresql://localhost:5432/headgate\n");
    }
  }

  @Test
  void migrateSaysWhyItCannotReachTheDatabaseAndShowsNoPassword() throws Exception {
    Map<String, String> nowhere =
        Map.of("DATABASE_URL", "postgres://me:hidden@127.0.0.1:1/nothing");
    try (ChildServer migrate = new ChildServer(directory, nowhere, "migrate")) {
      assertThat(migrate.exit()).isEqualTo(1);
      assertThat(migrate.errors())
          .contains("The schema cannot be applied: postgres: ")
          .doesNotContain("hidden", "\tat ");
    }
  }

  @Test
  void migrateAppliesTheSchemaOnce() throws Exception {
    PostgresSettings database = RealPostgres.shared().database();
    Map<String, String> settings = new HashMap<>();
    settings.put("DATABASE_URL", database.url());
    settings.put("DATABASE_USER", String.valueOf(database.user()));
    if (database.password() != null) {
      settings.put("DATABASE_PASSWORD", database.password().reveal());
    }
    try (ChildServer migrate = new ChildServer(directory, settings, "migrate")) {
      assertThat(migrate.exit()).as(migrate.errors()).isZero();
      assertThat(migrate.output())
          .matches("The schema is up to date; steps applied: [1-9][0-9]*\\R");
    }
    try (ChildServer again = new ChildServer(directory, settings, "migrate")) {
      assertThat(again.exit()).isZero();
      assertThat(again.output()).isEqualToNormalizingNewlines("The schema is up to date.\n");
    }
  }

  @Test
  void aTermSignalLetsASlowDownloadEnd() throws Exception {
    int length = 24 << 20;
    github.putGenerated("/big/slow", "application/octet-stream", length);
    try (ChildServer server = ChildServer.inFrontOf(github.url(), directory);
        Socket client = new Socket()) {
      URI url = server.url();
      client.setReceiveBufferSize(8192);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
      client
          .getOutputStream()
          .write(Mirror.head("GET /big/slow HTTP/1.1", "Host: localhost", "Connection: close"));
      int begun = client.getInputStream().readNBytes(100_000).length;
      server.terminate();
      await().atMost(Duration.ofSeconds(1)).until(() -> refused(url));
      await()
          .during(Duration.ofMillis(1800))
          .atMost(Duration.ofSeconds(4))
          .until(() -> server.alive() && refused(url));

      byte[] rest = client.getInputStream().readAllBytes();
      assertThat(begun + rest.length).isGreaterThan(length);
      assertThat(rest[rest.length - 1]).isEqualTo(GitHubSimulator.patternByte(length - 1));
      assertThat(server.exit()).isIn(0, 143);
    }
  }

  @Test
  void aKilledServerStartsAgainOnItsPort() throws Exception {
    int port;
    try (ChildServer first = ChildServer.inFrontOf(github.url(), directory)) {
      port = first.url().getPort();
      first.kill();
      first.exit();
    }
    try (ChildServer second =
        new ChildServer(
            directory,
            Map.of(
                "GITHUB_API_URL", github.url().toString(), "SERVER_PORT", Integer.toString(port)),
            "server")) {
      URI url = second.url();
      assertThat(url.getPort()).isEqualTo(port);
      HttpResponse<String> answer =
          http.send(request(url, "/repos/octo/hello"), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortInUseEndsItWithOneClearLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ChildServer server =
            new ChildServer(
                directory,
                Map.of("SERVER_PORT", Integer.toString(taken.getLocalPort())),
                "server")) {
      assertThat(server.exit()).isEqualTo(1);
      assertThat(server.errors().lines().filter(line -> !line.isBlank()))
          .singleElement()
          .asString()
          .contains("127.0.0.1:" + taken.getLocalPort())
          .contains("SERVER_PORT");
      assertThat(server.output()).doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"check-config", "server"})
  void anInvalidConfigurationEndsItWithEveryMistake(String command) throws Exception {
    try (ChildServer child =
        new ChildServer(
            directory,
            Map.of(
                "SERVER_PORT", "eighty",
                "REQUEST_TIMEOUT", "-3s",
                "CACHE_MAX_BYTES", "plenty",
                "GITHUB_API_URL", "ftp://example.com"),
            command)) {
      assertThat(child.exit()).isEqualTo(1);
      assertThat(child.errors())
          .contains("SERVER_PORT", "eighty")
          .contains("REQUEST_TIMEOUT", "-3s")
          .contains("CACHE_MAX_BYTES", "plenty")
          .contains("GITHUB_API_URL", "ftp://example.com")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aColdStartIsMeasured() throws Exception {
    long start = System.nanoTime();
    try (ChildServer server = ChildServer.inFrontOf(github.url(), directory)) {
      HttpResponse<String> answer =
          http.send(request(server.url(), "/repos/octo/hello"), BodyHandlers.ofString());
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertThat(answer.statusCode()).isEqualTo(200);
      System.out.println("cold start to first answered request: " + millis + " ms");
    }
  }

  private boolean refused(URI url) throws InterruptedException {
    try {
      HttpRequest plain = request(url, "/healthz");
      HttpResponse<String> answer = http.send(plain, BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("Connection").filter("close"::equals).isPresent())
          .as("a refusal closes its connection")
          .isEqualTo(answer.statusCode() == 503);
      return answer.statusCode() == 503;
    } catch (IOException noConnection) {
      return true;
    }
  }

  private static HttpRequest request(URI url, String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).build();
  }
}
