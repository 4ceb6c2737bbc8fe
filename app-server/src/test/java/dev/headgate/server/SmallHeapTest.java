package dev.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.server.testing.ChildServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that take nothing of what they asked for, before a server with little memory. */
class SmallHeapTest {
  private static final int CLIENTS = 60;
  private static final int BODY = 4 << 20;
  private static final int HEAP = 64;
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final GitHubSimulator github = GitHubSimulator.start();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void close() {
    client.shutdownNow();
    sockets.forEach(SmallHeapTest::close);
    github.close();
  }

  @Test
  void outlivesAFloodOfLargeBodiesThatNobodyTakes() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      github.putGenerated(path(i), "application/octet-stream", BODY);
    }
    github.putJson("/repos/octo/small", "{\"name\":\"small\"}");
    try (ChildServer server = new ChildServer(directory, HEAP, settings(), "server")) {
      URI url = server.url();
      // All that they ask for together has four times the size of the heap.
      for (int i = 0; i < CLIENTS; i++) {
        sockets.add(slow(url, path(i)));
      }
      await().atMost(LONG).until(() -> !server.alive() || asked() >= CLIENTS / 2);
      await()
          .atMost(LONG)
          .until(() -> !server.alive() || metric(url, "protection_body_refused_total") > 0);

      assertThat(server.alive()).as(server.output() + server.errors()).isTrue();
      assertThat(get(url, "/repos/octo/small").statusCode()).isEqualTo(200);
      assertThat(metric(url, "protection_body_peak_bytes"))
          .isLessThanOrEqualTo(metric(url, "protection_body_limit_bytes"));

      sockets.forEach(SmallHeapTest::close);
      await().atMost(LONG).until(() -> metric(url, "protection_body_bytes") == 0);
      HttpResponse<byte[]> body =
          client.send(
              HttpRequest.newBuilder(url.resolve(path(1))).build(), BodyHandlers.ofByteArray());
      assertThat(body.statusCode()).isEqualTo(200);
      assertThat(body.body()).hasSize(BODY);
      assertThat(server.alive()).as(server.errors()).isTrue();
    }
  }

  private long asked() {
    return github.requests(1000).stream()
        .filter(request -> request.target().contains("/large/"))
        .count();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("GITHUB_API_URL", github.url().toString());
    settings.put("SERVER_PORT", "0");
    settings.put("CACHE_MAX_BYTES", "8MiB");
    return settings;
  }

  private static String path(int number) {
    return "/repos/octo/large/contents/file-" + number;
  }

  /** Asks, and never reads what comes. */
  private static Socket slow(URI server, String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer ghp_slow\r\n\r\n"
                .formatted(path)
                .getBytes(ISO_8859_1));
    socket.getOutputStream().flush();
    return socket;
  }

  private double metric(URI server, String name) throws Exception {
    String page = get(server, "/metrics").body();
    Matcher sample = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(page);
    assertThat(sample.find()).as(name).isTrue();
    return Double.parseDouble(sample.group(1));
  }

  private HttpResponse<String> get(URI server, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.resolve(path)).timeout(LONG).build(),
        BodyHandlers.ofString());
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
