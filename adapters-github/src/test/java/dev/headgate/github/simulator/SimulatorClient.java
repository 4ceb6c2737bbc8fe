package dev.headgate.github.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A simulator with a clock that stands still and a plain client. */
final class SimulatorClient implements AutoCloseable {
  static final String OCTOCAT = "Bearer ghp_octocat";
  static final String HUBOT = "Bearer ghp_hubot";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  final GitHubSimulator simulator;

  SimulatorClient() {
    this(SimulatorOptions.DEFAULTS);
  }

  SimulatorClient(SimulatorOptions options) {
    simulator = new GitHubSimulator(options.withClock((InstantSource) now::get));
    simulator.mapToken("ghp_octocat", "octocat", "repo");
    simulator.mapToken("ghp_hubot", "hubot");
  }

  void advance(Duration duration) {
    now.updateAndGet(instant -> instant.plus(duration));
  }

  Instant now() {
    return now.get();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    return http.send(request(method, path, body, headers), BodyHandlers.ofString());
  }

  HttpResponse<byte[]> bytes(String path, String... headers) throws Exception {
    return http.send(request("GET", path, "", headers), BodyHandlers.ofByteArray());
  }

  /** A control call that must succeed. */
  JsonNode control(String method, String path, String body) throws Exception {
    HttpResponse<String> response = send(method, "/_sim" + path, body);
    if (response.statusCode() >= 300) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.MAPPER.readTree(response.body().isEmpty() ? "{}" : response.body());
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    return Json.MAPPER.readTree(response.body());
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    URI uri = URI.create(path.startsWith("http") ? path : simulator.url() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  @Override
  public void close() {
    http.close();
    simulator.close();
  }
}
