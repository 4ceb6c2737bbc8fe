package dev.headgate.server.testing;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.server.Headgate;
import dev.headgate.server.HeadgateServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A simulated GitHub with a Headgate in front of it, both on free ports of this machine, and a
 * client. Closing it closes all of them.
 */
public final class MirrorFixture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final String PROBE = "/rate_limit";

  private final GitHubSimulator github;
  private final HeadgateServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private MirrorFixture(GitHubSimulator github, HeadgateServer server) {
    this.github = github;
    this.server = server;
  }

  /** With the settings' defaults, but for these pairs of an environment variable and its value. */
  public static MirrorFixture start(String... settings) {
    return start(SimulatorOptions.DEFAULTS, InstantSource.system(), settings);
  }

  /** The same, with a simulator of those options and a gateway that lives by {@code clock}. */
  public static MirrorFixture start(
      SimulatorOptions options, InstantSource clock, String... settings) {
    GitHubSimulator github = new GitHubSimulator(options);
    Map<String, String> environment = new HashMap<>();
    environment.put("SERVER_PORT", "0");
    // However slow this machine is: what is refused for overload has tests of its own.
    environment.put("PROTECTION_LOAD_SHEDDING", "shadow");
    environment.put("GITHUB_API_URL", github.url().toString());
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    HeadgateServer server =
        Headgate.server(new LiveConfiguration(ConfigurationLoader.load(environment, null)), clock);
    try {
      server.start();
    } catch (Exception failure) {
      github.close();
      throw new IllegalStateException("the server does not start", failure);
    }
    return new MirrorFixture(github, server);
  }

  /** The same over a configuration file of that YAML, by the machine's clock or a test's. */
  public static MirrorFixture configured(InstantSource clock, String yaml, String... settings) {
    try {
      Path file = Files.createTempFile("headgate", ".yaml");
      try {
        Files.writeString(file, yaml);
        String[] more = Arrays.copyOf(settings, settings.length + 2);
        more[settings.length] = "HEADGATE_CONFIG";
        more[settings.length + 1] = file.toString();
        return start(SimulatorOptions.DEFAULTS, clock, more);
      } finally {
        Files.delete(file);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** GitHub itself. */
  public GitHubSimulator github() {
    return github;
  }

  /** What stands in front of it. */
  public HeadgateServer server() {
    return server;
  }

  /** Where the mirror listens, without a slash at the end. */
  public URI url() {
    return server.url();
  }

  /** A client that follows no redirects and asks for no compression. */
  public HttpClient client() {
    return client;
  }

  /** A request to the mirror, with header fields as pairs of name and value. */
  public HttpRequest.Builder request(String target, String... fields) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + target)).timeout(PATIENCE);
    return fields.length == 0 ? request : request.headers(fields);
  }

  /** Reads as the bearer of that token; an empty one is anonymous. */
  public HttpResponse<String> get(String target, String token, String... fields) {
    return send(authorised(request(target, fields), token).GET());
  }

  /** Sends a body as the bearer of that token. */
  public HttpResponse<String> send(
      String method, String target, String token, String body, String... fields) {
    return send(
        authorised(request(target, fields), token).method(method, BodyPublishers.ofString(body)));
  }

  /** The answer with its body as text. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  /** The answer with its body as that handler reads it. */
  public <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request.build(), handler);
    } catch (IOException broken) {
      throw new IllegalStateException("the connection broke", broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stopped);
    }
  }

  /** The requests that reached GitHub, oldest first, without those of the health probe. */
  public List<RecordedRequest> upstream() {
    return github.requests(1000).stream()
        .filter(request -> !request.target().equals(PROBE))
        .toList();
  }

  /** Those of them whose path and query begin so. */
  public List<RecordedRequest> upstream(String prefix) {
    return upstream().stream().filter(request -> request.target().startsWith(prefix)).toList();
  }

  /** The newest of {@link #upstream}. */
  public RecordedRequest lastUpstream() {
    return upstream().getLast();
  }

  /** The X-Cache field of an answer; empty where it has none. */
  public static String cache(HttpResponse<?> response) {
    return field(response, "X-Cache");
  }

  /** The first value of a field of an answer; empty where it has none. */
  public static String field(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    // First the client, or the server waits for its idle connections.
    client.shutdownNow();
    try {
      server.close();
    } finally {
      github.close();
    }
  }

  private static HttpRequest.Builder authorised(HttpRequest.Builder request, String token) {
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }
}
