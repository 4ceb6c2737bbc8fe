package dev.headgate.server.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.testing.ChildServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as a process of its own, whose file is written anew while it runs. */
class FileReloadTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  private static String limit(HttpClient client, URI server)
      throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(server.resolve("/api/v1/cache")).build(),
            BodyHandlers.ofString())
        .headers()
        .firstValue("X-RateLimit-Limit")
        .orElse("");
  }

  private static String get(HttpClient client, URI url) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
    return answer.body();
  }

  @Test
  void takesWhatIsLiveNamesWhatIsNotAndLeavesWhatIsWrong() throws Exception {
    Path file = directory.resolve("headgate.yaml");
    Files.writeString(file, "rate-limit: {enabled: true, default: 70}\nserver: {port: 0}\n");
    try (ChildServer server =
            new ChildServer(
                directory,
                Map.of("GITHUB_API_URL", "http://127.0.0.1:9"),
                "server",
                "--config",
                file.toString());
        HttpClient client = HttpClient.newHttpClient()) {
      URI url = server.url();
      assertThat(limit(client, url)).isEqualTo("70");

      Files.writeString(
          file,
          """
          rate-limit:
            enabled: true
            default: 71
            rules:
              - {name: mine, match: {path: "/api/v1/audit"}, permits: 10, per: 1h}
          server: {port: 0, host: 0.0.0.0}
          """);
      await().atMost(SOON).until(() -> limit(client, url).equals("71"));
      assertThat(get(client, url.resolve("/api/v1/limits"))).contains("\"mine\"");
      await()
          .atMost(SOON)
          .until(() -> server.output().contains("these need a restart: server.host"));
      assertThat(get(client, url.resolve("/api/v1/config")))
          .contains("\"needs_restart\":[\"server.host\"]")
          .contains("\"rate-limit.default\":{\"value\":\"71\",\"origin\":\"file\"");

      Files.writeString(
          file,
          """
          rate-limit: {enabled: true, default: none}
          request-timeuot: 5s
          """);
      await()
          .atMost(SOON)
          .until(() ->
              server.output().contains("rate-limit.default: none (expected: a whole number")
                  && server.output().contains("did you mean request-timeout?"));
      assertThat(limit(client, url)).as("nothing changed").isEqualTo("71");

      FileTime before = Files.getLastModifiedTime(file);
      Files.writeString(file, "rate-limit: {enabled: true, default: 72}\nserver: {port: 0}\n");
      Files.setLastModifiedTime(file, before);
      server.hangUp();
      await().atMost(SOON).until(() -> limit(client, url).equals("72"));
      assertThat(get(client, url.resolve("/api/v1/audit?action=config.reloaded")))
          .contains("71 → 72", "refused: 2 mistakes");
      assertThat(server.alive()).isTrue();
    }
  }
}
