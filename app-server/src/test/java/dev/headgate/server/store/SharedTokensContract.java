package dev.headgate.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.server.Headgate;
import dev.headgate.server.HeadgateServer;
import dev.headgate.server.testing.AppKeys;
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
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Several servers of one GitHub App over one store. */
public interface SharedTokensContract {
  /** What names the store to a server: pairs of an environment variable and its value. */
  Map<String, String> store();

  /** All that the store holds, as text. */
  String content();

  /** Forgets all that it holds, and is ready for use. */
  void clear();

  @Test
  default void threeServersMintOnceForManyCallersAndTheStoreShowsNothing() {
    clear();
    try (House house = new House(store(), 3)) {
      List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        asked.add(house.ask(i % 3, "/repos/acme/widgets-" + i));
      }
      assertThat(asked).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));

      assertThat(house.minted()).isEqualTo(1);
      assertThat(house.github.requests(1000))
          .filteredOn(sent -> sent.target().startsWith("/repos/acme"))
          .extracting(RecordedRequest::principal)
          .containsOnly("installation-7");
      assertThat(content()).contains("v1.").doesNotContain("ghs_").doesNotContain("PRIVATE KEY");
    }
  }

  @Test
  default void aServerThatComesLaterMintsNothing() {
    clear();
    try (House house = new House(store(), 1)) {
      house.ask(0, "/repos/acme/widgets").join();
      house.add();
      assertThat(house.ask(1, "/repos/acme/widgets").join().statusCode()).isEqualTo(200);
      assertThat(house.minted()).isEqualTo(1);
    }
  }

  /** A simulated GitHub and servers in front of it. */
  final class House implements AutoCloseable {
    private static final String KEY = "the-key-of-ci-0123456789";

    private final GitHubSimulator github = GitHubSimulator.start();
    private final List<HeadgateServer> servers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> environment;

    House(Map<String, String> store, int count) {
      github.registerApp(AppKeys.APP, AppKeys.publicKey());
      github.install(7, "acme");
      environment = new HashMap<>(store);
      environment.put("SERVER_PORT", "0");
      environment.put("GITHUB_API_URL", github.url().toString());
      environment.put("GITHUB_APP_ID", AppKeys.APP);
      environment.put("GITHUB_PRIVATE_KEY", AppKeys.pem());
      environment.put("GITHUB_INSTALLATION_ID", "7");
      environment.put("HEADGATE_API_KEYS", "ci:" + KEY);
      for (int i = 0; i < count; i++) {
        add();
      }
    }

    void add() {
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

    CompletableFuture<HttpResponse<String>> ask(int server, String path) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(servers.get(server).url() + path))
              .timeout(Duration.ofSeconds(40))
              .header("X-Headgate-Key", KEY)
              .build();
      return client.sendAsync(request, BodyHandlers.ofString());
    }

    long minted() {
      return github.requests(1000).stream()
          .filter(sent -> sent.target().startsWith("/app/installations/"))
          .count();
    }

    @Override
    public void close() {
      client.shutdownNow();
      servers.forEach(HeadgateServer::close);
      github.close();
    }
  }
}
