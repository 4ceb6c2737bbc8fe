package dev.headgate.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.server.Headgate;
import dev.headgate.server.HeadgateServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Several servers that share a cache, over real sockets. */
public interface SharedCacheContract {
  /** What names the store to a server: pairs of an environment variable and its value. */
  Map<String, String> store();

  /** Ends the store at once. */
  void kill();

  /** Starts it again. */
  void restart();

  /** A simulated GitHub and servers in front of it. */
  final class House implements AutoCloseable {
    private final GitHubSimulator github = new GitHubSimulator(SimulatorOptions.DEFAULTS);
    private final List<HeadgateServer> servers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    House(Map<String, String> store, int count, String... settings) {
      Map<String, String> environment = environment(store);
      for (int i = 0; i < settings.length; i += 2) {
        environment.put(settings[i], settings[i + 1]);
      }
      for (int i = 0; i < count; i++) {
        add(environment);
      }
    }

    private Map<String, String> environment(Map<String, String> store) {
      Map<String, String> environment = new HashMap<>(store);
      environment.put("SERVER_PORT", "0");
      environment.put("GITHUB_API_URL", github.url().toString());
      environment.put("GITHUB_MIRROR_URL", "http://mirror.test");
      return environment;
    }

    private void add(Map<String, String> environment) {
      HeadgateServer server =
          Headgate.server(
              ConfigurationLoader.load(environment, null).configuration(), InstantSource.system());
      try {
        server.start();
      } catch (Exception failure) {
        throw new IllegalStateException("the server does not start", failure);
      }
      servers.add(server);
    }

    void restartAll(Map<String, String> store) {
      int count = servers.size();
      servers.forEach(HeadgateServer::close);
      servers.clear();
      Map<String, String> environment = environment(store);
      for (int i = 0; i < count; i++) {
        add(environment);
      }
    }

    CompletableFuture<HttpResponse<String>> ask(int server, String path, String token) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(servers.get(server).url() + path))
              .timeout(Duration.ofSeconds(30))
              .header("Authorization", "Bearer " + token)
              .build();
      return client.sendAsync(request, BodyHandlers.ofString());
    }

    HttpResponse<String> get(int server, String path, String token) {
      return ask(server, path, token).join();
    }

    HttpResponse<String> call(int server, String query, String token) {
      String body = "{\"query\":\"%s\"}".formatted(query);
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(servers.get(server).url() + "/graphql"))
              .timeout(Duration.ofSeconds(30))
              .header("Authorization", "Bearer " + token)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.sendAsync(request, BodyHandlers.ofString()).join();
    }

    List<RecordedRequest> upstream(String path) {
      return github.requests(10_000).stream().filter(sent -> sent.target().equals(path)).toList();
    }

    @Override
    public void close() throws IOException {
      servers.forEach(HeadgateServer::close);
      github.close();
    }
  }

  private static String fresh() {
    return "/repos/octo/r" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** Waits until the servers can use their store. */
  private void awaitSharing(House house) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          String path = fresh();
          house.get(0, path, "ghp_warm");
          return shared(house, path);
        });
  }

  /** A client has its answer a moment before the copy is kept. */
  private static void awaitKept(House house, String path) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            house
                .get(0, path, "ghp_a")
                .headers()
                .firstValue("X-Cache")
                .orElse("")
                .equals("ONLINE_HIT"));
  }

  private static boolean shared(House house, String path) {
    long spent = house.github.stats().totalSpent();
    house.get(1, path, "ghp_other");
    return house.github.stats().totalSpent() == spent;
  }

  @Test
  default void aColdUrlAskedOfThreeServersAtOnceIsOneUpstreamRequest() throws Exception {
    try (House house = new House(store(), 3)) {
      awaitSharing(house);
      for (int round = 0; round < 5; round++) {
        String path = fresh();
        house.github.play(Scenario.latency(Duration.ofMillis(500)).forPath(path));
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          answers.add(house.ask(i % 3, path, "ghp_crowd"));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
          assertThat(answer.join().statusCode()).isEqualTo(200);
          assertThat(answer.join().body()).isEqualTo(answers.get(0).join().body());
        }
        assertThat(house.upstream(path)).hasSize(1);
      }
    }
  }

  @Test
  default void otherCallersElsewhereCostNoQuota() throws Exception {
    try (House house = new House(store(), 3)) {
      awaitSharing(house);
      String path = fresh();
      house.github.play(Scenario.latency(Duration.ofMillis(300)).forPath(path));
      long spent = house.github.stats().totalSpent();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        answers.add(house.ask(i % 3, path, "ghp_reader" + i));
      }
      answers.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
      assertThat(house.github.stats().totalSpent()).isEqualTo(spent + 1);
      assertThat(house.upstream(path)).hasSize(9);
    }
  }

  @Test
  default void theCacheSurvivesARestartOfEveryServer() throws Exception {
    try (House house = new House(store(), 2)) {
      awaitSharing(house);
      String path = fresh();
      String body = house.get(0, path, "ghp_a").body();
      long spent = house.github.stats().totalSpent();
      house.restartAll(store());
      HttpResponse<String> again = house.get(1, path, "ghp_a");
      assertThat(again.body()).isEqualTo(body);
      assertThat(again.headers().firstValue("X-Cache")).contains("ONLINE_HIT");
      assertThat(house.github.stats().totalSpent()).isEqualTo(spent);
    }
  }

  @Test
  default void whatOneServerReadIsFreshAtTheOthers() throws Exception {
    try (House house = new House(store(), 2, "CACHE_FRESHNESS", "max-age")) {
      awaitSharing(house);
      String path = fresh();
      house.get(0, path, "ghp_a");
      assertThat(house.get(1, path, "ghp_a").headers().firstValue("Cache-Status"))
          .hasValueSatisfying(status -> assertThat(status).contains("hit"));
      assertThat(house.upstream(path)).hasSize(1);
      house.get(1, path, "ghp_b");
      assertThat(house.upstream(path)).hasSize(2);
    }
  }

  @Test
  default void aMutationAtOneServerDropsWhatAnotherKeptForThatCaller() throws Exception {
    try (House house = new House(store(), 2, "GRAPHQL_CACHE_TTL", "10m")) {
      awaitSharing(house);
      String query = "{viewer{login}}";
      house.call(0, query, "ghp_writer");
      house.call(0, query, "ghp_reader");
      assertThat(house.call(1, query, "ghp_writer").headers().firstValue("X-Cache"))
          .contains("ONLINE_HIT");
      assertThat(house.upstream("/graphql")).hasSize(2);

      house.call(0, "mutation{addStar(input:{a:1}){id}}", "ghp_writer");

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() ->
              assertThat(house.call(1, query, "ghp_writer").headers().firstValue("X-Cache"))
                  .contains("ONLINE_MISS"));
      assertThat(house.call(1, query, "ghp_reader").headers().firstValue("X-Cache"))
          .contains("ONLINE_HIT");
      assertThat(house.upstream("/graphql")).hasSize(4);
    }
  }

  @Test
  default void readsGoOnWhileTheStoreIsGoneAndAreSharedAgainAfterwards() throws Exception {
    try (House house = new House(store(), 2)) {
      awaitSharing(house);
      String path = fresh();
      house.get(0, path, "ghp_a");
      awaitKept(house, path);
      kill();
      try {
        long spent = house.github.stats().totalSpent();
        for (int i = 0; i < 20; i++) {
          HttpResponse<String> answer = house.get(0, path, "ghp_a");
          assertThat(answer.statusCode()).isEqualTo(200);
        }
        assertThat(house.github.stats().totalSpent()).isEqualTo(spent);
        assertThat(house.get(1, fresh(), "ghp_a").statusCode()).isEqualTo(200);
      } finally {
        restart();
      }
      awaitSharing(house);
    }
  }
}
