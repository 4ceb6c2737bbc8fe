package dev.headgate.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.ChildServer;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.TestCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program over a Redis that asks for TLS and a password. */
class RedisTlsTest {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static TestCertificate certificate;
  private static OwnRedis redis;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    certificate = TestCertificate.of("ip:127.0.0.1");
    try {
      redis = RealRedis.secured(certificate, "requirepass sesame");
    } catch (IllegalStateException without) {
      abort("this machine's Redis speaks no TLS: " + without.getMessage());
    }
  }

  @AfterAll
  static void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  private ChildServer over(GitHubSimulator github, List<String> options, String... settings)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_PORT", "0");
    environment.put("GITHUB_API_URL", github.url().toString());
    environment.put("STORAGE_TYPE", "redis");
    environment.put("JAVA_TOOL_OPTIONS", String.join(" ", options));
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    return new ChildServer(directory, environment, "server");
  }

  private static String health(ChildServer server) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/health")).timeout(SOON).build();
    return CLIENT.send(request, BodyHandlers.ofString()).body();
  }

  private static void assertShares(ChildServer server) {
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(health(server))
                .contains("\"degraded\":[]")
                .contains("\"redis\":{\"status\":\"healthy\",\"circuit\":\"closed\""));
  }

  @Test
  void sharesByAUrlThatAsksForTls() throws Exception {
    try (GitHubSimulator github = new GitHubSimulator(SimulatorOptions.DEFAULTS);
        ChildServer server =
            over(
                github,
                certificate.trusting(),
                "REDIS_URL",
                "rediss://:sesame@127.0.0.1:" + redis.tlsPort())) {
      assertShares(server);
    }
  }

  @Test
  void sharesWhereTheSwitchAsksForTls() throws Exception {
    try (GitHubSimulator github = new GitHubSimulator(SimulatorOptions.DEFAULTS);
        ChildServer server =
            over(
                github,
                certificate.trusting(),
                "PRIMARY_ENDPOINT",
                "127.0.0.1",
                "REDIS_PORT",
                Integer.toString(redis.tlsPort()),
                "REDIS_SSL",
                "true",
                "REDIS_PASSWORD",
                "sesame")) {
      assertShares(server);
    }
  }

  @Test
  void goesOnByItselfAndSaysWhyWhereNobodyVouchesForTheServer() throws Exception {
    try (GitHubSimulator github = new GitHubSimulator(SimulatorOptions.DEFAULTS);
        ChildServer server =
            over(github, List.of(), "REDIS_URL", "rediss://:sesame@127.0.0.1:" + redis.tlsPort())) {
      assertThat(server.url()).isNotNull();
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(server.output() + server.errors())
                  .contains("redis is away: redis: TLS: ")
                  .contains("unable to find valid certification path")
                  .doesNotContain("sesame"));
      assertThat(health(server)).contains("\"limits\"").contains("\"quota\"");
    }
  }

  @Test
  void saysThatThePasswordIsRefused() throws Exception {
    try (GitHubSimulator github = new GitHubSimulator(SimulatorOptions.DEFAULTS);
        ChildServer server =
            over(
                github,
                certificate.trusting(),
                "REDIS_URL",
                "rediss://:guessed@127.0.0.1:" + redis.tlsPort())) {
      assertThat(server.url()).isNotNull();
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(server.output() + server.errors())
                  .contains("redis is away: redis: the user or the password is refused")
                  .doesNotContain("guessed"));
    }
  }
}
