package dev.headgate.server.fleet;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.server.testing.ChildServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Servers in JVMs of their own that share a store, a simulated GitHub behind them, a client. */
final class Fleet implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(30);

  private static final JsonMapper JSON = new JsonMapper();

  private final GitHubSimulator github;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<ChildServer> servers = new ArrayList<>();
  private final List<URI> urls = new ArrayList<>();
  private final Path directory;
  private final Map<String, String> settings;

  /**
   * That many servers, which have heard of each other.
   *
   * @param rules the inbound limits, one YAML flow mapping a line
   * @param store pairs of an environment variable and its value
   */
  Fleet(Path directory, int size, List<String> rules, Map<String, String> store)
      throws IOException {
    this(directory, size, GitHubSimulator.start(), rules, store);
  }

  /** The same in front of that GitHub, which is closed with them. */
  Fleet(
      Path directory,
      int size,
      GitHubSimulator github,
      List<String> rules,
      Map<String, String> store)
      throws IOException {
    this.github = github;
    this.directory = directory;
    this.settings = new HashMap<>(store);
    settings.put("GITHUB_API_URL", github.url().toString());
    settings.put("GITHUB_MIRROR_URL", "http://mirror.test");
    settings.putIfAbsent("GITHUB_STATUS_SLEEP_TIME", "200ms");
    settings.put("CACHE_FRESHNESS", "max-age");
    settings.put("SERVER_PORT", "0");
    settings.put("PROTECTION_LOAD_SHEDDING", "shadow");
    settings.put("HEADGATE_CONFIG", configuration(rules).toString());
    for (int i = 0; i < size; i++) {
      servers.add(launch());
    }
    servers.forEach(server -> urls.add(server.url()));
    awaitTogether();
  }

  private Path configuration(List<String> rules) throws IOException {
    StringBuilder yaml = new StringBuilder("rate-limit:\n  enabled: true\n  default: 1000000\n");
    yaml.append("  rules:\n    - {name: health, match: {path: /api/v1/health}, permits: 1000000,");
    yaml.append(" per: 1s}\n");
    rules.forEach(rule -> yaml.append("    - ").append(rule).append('\n'));
    return Files.writeString(Files.createTempFile(directory, "fleet", ".yaml"), yaml);
  }

  private ChildServer launch() throws IOException {
    return new ChildServer(directory, settings, "server");
  }

  /** Lets their compilers see some traffic of the kind that is measured later. */
  void warm() {
    try (Load load =
        Load.on(this, 2, Duration.ofMillis(1), "/repos/warm/direct/a", "/repos/warm/leased/a")) {
      load.lasting(Duration.ofSeconds(2)).end();
    }
  }

  /** Kills a server's process and starts another in its place, on a port of its own. */
  void replace(int server) throws IOException {
    servers.get(server).close();
    servers.set(server, launch());
    urls.set(server, servers.get(server).url());
    awaitTogether();
  }

  /** Waits until all are well and each knows of every other. */
  void awaitTogether() {
    awaitHealth(report -> report.path("status").asText().equals("healthy"));
    await().atMost(SOON).until(() -> all().allMatch(server -> processes(server) == servers.size()));
  }

  /** Waits until every server's report of its health is so. */
  void awaitHealth(Predicate<JsonNode> report) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> all().mapToObj(this::health).allMatch(report));
  }

  private IntStream all() {
    return IntStream.range(0, servers.size());
  }

  private int processes(int server) {
    return json(server, "/api/v1/breakers/github").path("processes").asInt();
  }

  JsonNode health(int server) {
    return json(server, "/api/v1/health");
  }

  /** What an endpoint of a server's own says. */
  JsonNode json(int server, String path) {
    try {
      return JSON.readTree(get(server, path).body());
    } catch (IOException broken) {
      throw new IllegalStateException(path, broken);
    }
  }

  HttpResponse<String> get(int server, String path) {
    return ask(server, path).join();
  }

  CompletableFuture<HttpResponse<String>> ask(int server, String path) {
    return http.sendAsync(request(server, path), BodyHandlers.ofString());
  }

  /** The status of an answer; 0 where none came. */
  int status(int server, String path) {
    try {
      return http.send(request(server, path), BodyHandlers.discarding()).statusCode();
    } catch (IOException broken) {
      return 0;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /**
   * A token for each path: while a store is away every read asks GitHub, and nobody is to be held
   * back for his points per minute.
   */
  private HttpRequest request(int server, String path) {
    String admin = settings.get("HEADGATE_ADMIN_TOKEN");
    String token =
        admin != null && path.startsWith("/api/v1")
            ? admin
            : "ghp_" + Integer.toHexString(path.hashCode());
    return to(server, path).timeout(SOON).header("Authorization", "Bearer " + token).build();
  }

  /** A GET of one server, to which more may be added. */
  HttpRequest.Builder to(int server, String path) {
    return HttpRequest.newBuilder(URI.create(urls.get(server) + path));
  }

  HttpResponse<Void> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.discarding());
  }

  int size() {
    return servers.size();
  }

  /** Whether no process has ended by itself. */
  boolean alive() {
    return servers.stream().allMatch(ChildServer::alive);
  }

  GitHubSimulator github() {
    return github;
  }

  /** How many requests for this reached GitHub. */
  long upstream(String path) {
    return github.requests(1000).stream().filter(sent -> sent.target().equals(path)).count();
  }

  /** What the servers wrote of faults, the beginning of it. */
  String complaints() {
    String all =
        servers.stream()
            .flatMap(server -> (server.output() + server.errors()).lines())
            .dropWhile(line -> !line.contains(" ERROR "))
            .limit(40)
            .collect(Collectors.joining("\n"));
    return all.isEmpty() ? "no server complained" : all;
  }

  @Override
  public void close() {
    http.shutdownNow();
    servers.forEach(ChildServer::close);
    github.close();
  }
}
