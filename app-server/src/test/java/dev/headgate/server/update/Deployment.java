package dev.headgate.server.update;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.server.testing.ChildServer;
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
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Two servers over one store, each with a worker of its own, in front of one simulated GitHub. */
final class Deployment implements AutoCloseable {
  private static final String OWN = System.getProperty("java.class.path");
  private static final String FROM = System.getProperty("headgate.update.from", OWN);
  private static final JsonMapper JSON = new JsonMapper();

  private final GitHubSimulator github = GitHubSimulator.start();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<ChildServer> servers = new CopyOnWriteArrayList<>();
  private final List<URI> inService = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final Map<String, String> settings;

  Deployment(Path folder, Map<String, String> store) throws IOException {
    this.folder = folder;
    this.settings = new HashMap<>(store);
    settings.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    settings.put("SERVER_PORT", "0");
    settings.put("GITHUB_API_URL", github.url().toString());
    settings.put("GITHUB_TOKEN", "ghp_ofthegateway");
    settings.put("PROTECTION_LOAD_SHEDDING", "shadow");
    settings.put("RATE_LIMIT_ENABLED", "true");
    settings.put("RATE_LIMIT_DEFAULT", "1000000");
    settings.put("WORKER_EMBEDDED", "true");
    ChildServer one = launch(FROM);
    ChildServer two = launch(FROM);
    serve(one);
    serve(two);
  }

  private ChildServer launch(String classPath) throws IOException {
    ChildServer server = new ChildServer(classPath, folder, 192, settings, "server");
    servers.add(server);
    return server;
  }

  /** Once it is well. */
  private void serve(ChildServer server) {
    URI health = URI.create(server.url() + "/api/v1/health");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> word(HttpRequest.newBuilder(health), "status").equals("healthy"));
    inService.add(server.url());
  }

  /** Where to go, as a load balancer would say. */
  List<URI> inService() {
    return List.copyOf(inService);
  }

  /** As an orchestrator does: a new one first, then an old one out of service and stopped. */
  void update() throws IOException {
    for (ChildServer old : List.copyOf(servers)) {
      serve(launch(OWN));
      inService.remove(old.url());
      old.terminate();
      int status = old.exit();
      if (status != 143) {
        throw new IllegalStateException("ended with " + status + ": " + old.output());
      }
    }
  }

  /** A rule of run time, for everybody together, of an hour. */
  void limit(String path, int permits) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(URI.create(inService.get(0) + "/api/v1/limits/updated"))
                .PUT(
                    BodyPublishers.ofString(
                        "{\"match\":{\"path\":\"%s\"},\"key\":\"global\",\"permits\":%d,\"per\":\"24h\",\"burst\":%d}"
                            .formatted(path, permits, permits))));
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(answer.body());
    }
  }

  /** How a task stands. */
  String state(String id) {
    return word(
        HttpRequest.newBuilder(URI.create(inService.get(0) + "/api/v1/tasks/" + id)), "state");
  }

  private String word(HttpRequest.Builder request, String member) {
    try {
      return JSON.readTree(send(request).body()).path(member).asText();
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** How often GitHub was asked for each path that begins so. */
  Collection<Long> timesAsked(String prefix) {
    return github.requests(1000).stream()
        .filter(sent -> sent.target().startsWith(prefix))
        .collect(Collectors.groupingBy(sent -> sent.target(), Collectors.counting()))
        .values();
  }

  @Override
  public void close() {
    http.shutdownNow();
    servers.forEach(ChildServer::close);
    github.close();
  }
}
