package dev.headgate.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.priority.Priority;
import dev.headgate.github.client.GatewayInterceptor;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.SimulatorLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What embedded gateways have in common over one store. */
@Timeout(120)
public interface SharedStoresContract {
  /** The store of this test, over other connections at each call. */
  SharedStores stores();

  @Test
  default void spendsOneLedgerExactly() throws Exception {
    int quota = 60;
    try (GitHubSimulator github = GitHubSimulator.start();
        Headgate one = headgate(github, stores());
        Headgate other = headgate(github, stores());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      github.mapToken("ghp_alice", "alice", "repo");
      github.limits(SimulatorLimits.DEFAULTS.withCore(quota));
      List<OkHttpClient> clients = List.of(client(one), client(other));
      // Both know the limit, as two programs do that have run for a moment.
      assertThat(get(clients.get(0), github, "/repos/octo/first")).isEqualTo(200);
      assertThat(get(clients.get(1), github, "/repos/octo/second")).isEqualTo(200);

      AtomicInteger number = new AtomicInteger();
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        OkHttpClient client = clients.get(i % 2);
        answers.add(
            threads.submit(
                () -> get(client, github, "/repos/octo/number-" + number.incrementAndGet())));
      }
      int served = 2;
      for (Future<Integer> answer : answers) {
        int status = answer.get();
        assertThat(status).isIn(200, 403);
        served += status == 200 ? 1 : 0;
      }
      assertThat(served).isBetween(quota - 5, quota);
      // Who asked while another's point was only reserved may have been refused one that was left.
      while (get(clients.get(served % 2), github, "/repos/octo/left-" + served) == 200) {
        served++;
      }

      assertThat(served).isEqualTo(quota);
      assertThat(github.stats().totalSpent()).isEqualTo(quota);
      assertThat(github.stats().refused()).isEmpty();
    }
  }

  @Test
  default void readsWhatAnotherLearnt() throws Exception {
    try (GitHubSimulator github = GitHubSimulator.start();
        Headgate one = headgate(github, stores());
        Headgate other = headgate(github, stores())) {
      github.mapToken("ghp_alice", "alice", "repo");
      assertThat(get(client(one), github, "/repos/octo/hello")).isEqualTo(200);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            long before = github.stats().notModified();
            int status = get(client(other), github, "/repos/octo/hello");
            return status == 200 && github.stats().notModified() == before + 1;
          });

      assertThat(github.stats().totalSpent()).isEqualTo(1);
    }
  }

  /** A gateway over that store, which is there. */
  static Headgate headgate(GitHubSimulator github, SharedStores stores) {
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsMatching(failure -> failure instanceof RuntimeException)
        .until(() -> {
          stores.prepare();
          stores.ping();
          return true;
        });
    return Headgate.builder()
        .apiUrl(github.url().toString())
        .requestTimeout(Duration.ofSeconds(10))
        .stores(stores)
        .build();
  }

  /** A client whose calls are urgent, so that nothing is kept from them. */
  static OkHttpClient client(Headgate headgate) {
    return new OkHttpClient.Builder()
        .addInterceptor(new GatewayInterceptor(headgate.client().at(Priority.CRITICAL)))
        .build();
  }

  /** The status of one read. */
  static int get(OkHttpClient client, GitHubSimulator github, String path) throws IOException {
    Request request =
        new Request.Builder()
            .url(github.url() + path)
            .header("Authorization", "Bearer ghp_alice")
            .build();
    try (Response response = client.newCall(request).execute()) {
      assertThat(response.body().bytes()).isNotNull();
      return response.code();
    }
  }
}
