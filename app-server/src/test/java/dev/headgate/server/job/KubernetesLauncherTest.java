package dev.headgate.server.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.server.Headgate;
import dev.headgate.server.HeadgateServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose jobs run in a cluster, which is away. */
class KubernetesLauncherTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void aClusterThatIsAwayIsToldOfAndKeepsNobodyFromAnsweringOthers() throws Exception {
    Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubeconfig(closedPort()));
    Path file =
        Files.writeString(
            folder.resolve("headgate.yaml"),
            """
            jobs:
              launcher: kubernetes
              kubeconfig: "%s"
              templates: [{name: build, image: busybox}]
            """
                .formatted(kubeconfig),
            UTF_8);
    Map<String, String> environment =
        Map.of(
            "SERVER_PORT", "0",
            "GITHUB_API_URL", "http://127.0.0.1:" + closedPort(),
            "EXTERNAL_SERVICE_TIMEOUT", "1s");
    try (HeadgateServer server =
        Headgate.server(
            ConfigurationLoader.load(environment, file).configuration(), InstantSource.system())) {
      server.start();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(get(server, "/api/v1/health"))
                  .contains("\"kubernetes\":{\"status\":\"unhealthy\"")
                  .contains("\"keeps\":[\"jobs\"]"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(get(server, "/metrics"))
                  .contains("circuit_breaker_state{service=\"kubernetes\"} 2")
                  .containsPattern(
                      "external_service_calls_total\\{service=\"kubernetes\",status=\"\\w+\"}"));
      assertThat(get(server, "/healthz")).isEqualTo("OK");
    }
  }

  private String get(HeadgateServer server, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path)).build();
    return http.send(request, BodyHandlers.ofString()).body().strip();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String kubeconfig(int port) {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
    users: [{name: u, user: {token: "some-token-of-a-test"}}]
    contexts: [{name: x, context: {cluster: c, user: u, namespace: default}}]
    current-context: x
    """
        .formatted(port);
  }
}
