package dev.headgate.embedded;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.codahale.metrics.MetricRegistry;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The program's own registry. */
class HostMetricsTest {
  private final GitHubSimulator github = GitHubSimulator.start();
  private final MetricRegistry registry = new MetricRegistry();

  @AfterEach
  void close() {
    github.close();
  }

  @Test
  void tellsWhatWasAskedSavedAndSpent() throws Exception {
    registry.counter("mine").inc();
    github.mapToken("ghp_alice", "alice", "repo");
    try (Headgate headgate = headgate("headgate")) {
      OkHttpClient client =
          new OkHttpClient.Builder().addInterceptor(headgate.interceptor()).build();
      for (int i = 0; i < 3; i++) {
        get(client, "/repos/octo/hello");
      }
      github.play(Scenario.outage(503).times(100).forPath("/repos/octo/other"));
      get(client, "/repos/octo/other");

      assertThat(count("answers.online-miss")).isEqualTo(1);
      assertThat(count("answers.online-hit")).isEqualTo(2);
      assertThat(count("quota.spent")).isPositive();
      assertThat(count("quota.saved")).isEqualTo(2);
      assertThat(count("github.failures.server-error")).isPositive();
      assertThat(registry.timer("headgate.github.calls").getCount()).isGreaterThanOrEqualTo(4);
      assertThat(gauge("cache.resources")).isEqualTo(1L);
      assertThat((Long) gauge("cache.bytes")).isPositive();
      assertThat((Double) gauge("quota.least-share-left")).isBetween(0.99, 0.9999);
    }
    assertThat(registry.getNames()).containsExactly("mine");
  }

  @Test
  void itsNamesAreThereFromTheStartAndDoNotGrow() throws Exception {
    try (Headgate headgate = headgate("headgate")) {
      Set<String> before = Set.copyOf(registry.getNames());
      OkHttpClient client =
          new OkHttpClient.Builder().addInterceptor(headgate.interceptor()).build();
      for (int i = 0; i < 20; i++) {
        get(client, "/repos/octo/repository-" + i);
      }
      assertThat(registry.getNames()).isEqualTo(new TreeSet<>(before));
    }
  }

  @Test
  void theGuideNamesAllOfThem() throws Exception {
    String guide = Files.readString(Path.of("../docs/embedding.md"));
    try (Headgate headgate = headgate("headgate")) {
      assertThat(headgate.online()).isTrue();
      assertThat(registry.getNames())
          .allSatisfy(name ->
              assertThat(guide)
                  .contains("`" + name.replaceFirst("(answers|failures)\\..*", "$1.")));
    }
  }

  @Test
  void twoInOneRegistryNeedTwoNames() {
    try (Headgate one = headgate("headgate");
        Headgate other = headgate("other")) {
      assertThat(registry.getNames()).anyMatch(name -> name.startsWith("other.quota"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> headgate("headgate"))
          .withMessageContaining("\"headgate.\" are taken");
      assertThat(one.online()).isEqualTo(other.online());
    }
  }

  private Headgate headgate(String prefix) {
    return Headgate.builder().apiUrl(github.url().toString()).metrics(registry, prefix).build();
  }

  private long count(String name) {
    return registry.counter("headgate." + name).getCount();
  }

  private Object gauge(String name) {
    return requireNonNull(registry.getGauges().get("headgate." + name)).getValue();
  }

  private void get(OkHttpClient client, String path) throws IOException {
    try (Response response =
        client
            .newCall(
                new Request.Builder()
                    .url(github.url() + path)
                    .header("Authorization", "Bearer ghp_alice")
                    .build())
            .execute()) {
      assertThat(response.body().bytes()).isNotNull();
    }
  }
}
