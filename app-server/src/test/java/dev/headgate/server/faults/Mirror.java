package dev.headgate.server.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.server.Headgate;
import dev.headgate.server.HeadgateServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** A server in this JVM in front of some GitHub, and a plain HTTP/1.1 client for it. */
final class Mirror implements AutoCloseable {
  static final String ALICE = "Bearer ghp_alice";
  static final String BOB = "Bearer ghp_bob";

  /** Times short enough for a test: a second with a copy at hand, two without. */
  private static final Map<String, String> SHORT =
      Map.of(
          "SERVER_PORT", "0",
          "PROTECTION_LOAD_SHEDDING", "shadow",
          "EXTERNAL_SERVICE_TIMEOUT", "700ms",
          "REQUEST_TIMEOUT", "1500ms",
          "GITHUB_STATUS_SLEEP_TIME", "100ms",
          "GITHUB_STATUS_TIMEOUT", "500ms",
          "GITHUB_CIRCUIT_BREAKER_FAILURE_THRESHOLD", "1000",
          "MAX_RETRIES", "0");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final HeadgateServer server;

  /** A started server; {@code settings} are names and values in turn, as in the environment. */
  Mirror(URI github, String... settings) throws Exception {
    Map<String, String> environment = new HashMap<>(SHORT);
    environment.put("GITHUB_API_URL", github.toString());
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    server =
        Headgate.server(
            ConfigurationLoader.load(environment, null).configuration(), InstantSource.system());
    server.start();
  }

  URI url() {
    return server.url();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return http.send(request("GET", path, "", headers), BodyHandlers.ofString());
  }

  /** A read with Alice's token. */
  HttpResponse<String> read(String path) throws Exception {
    return get(path, "Authorization", ALICE);
  }

  HttpResponse<byte[]> bytes(String path) throws Exception {
    return http.send(request("GET", path, "", "Authorization", ALICE), BodyHandlers.ofByteArray());
  }

  HttpResponse<String> post(String path, String json) throws Exception {
    return http.send(
        request("POST", path, json, "Authorization", ALICE, "Content-Type", "application/json"),
        BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  /** A connection of nobody's, for what no client would do. */
  Socket connection() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), url().getPort());
  }

  /** A request's header as it travels: these lines and an empty one. */
  static byte[] head(String... lines) {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(US_ASCII);
  }

  /** What {@code X-Cache} says of an answer. */
  static String cache(HttpResponse<?> answer) {
    return answer.headers().firstValue("X-Cache").orElse("");
  }

  /** One line's figure in the metrics; 0 where the line is missing. */
  double metric(String name, String... labels) throws Exception {
    double sum = 0;
    for (String line : get("/metrics").body().split("\n", -1)) {
      boolean named = line.startsWith(name + "{") || line.startsWith(name + " ");
      for (String label : labels) {
        named = named && line.contains(label);
      }
      if (named) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  /** Whether the server takes GitHub for being away. */
  boolean offline() throws Exception {
    return get("/api/v1/health").body().contains("\"offline\":true");
  }

  @Override
  public void close() {
    http.shutdownNow();
    server.close();
  }
}
