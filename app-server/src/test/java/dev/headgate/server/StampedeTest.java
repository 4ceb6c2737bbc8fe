package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.cache;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StampedeTest {
  private static final int CROWD = 1000;

  private final MirrorFixture mirror = MirrorFixture.start();

  @BeforeAll
  void warmUp() {
    atOnce(50, i -> "/repos/octo/warm-" + i, i -> "ghp_warm");
  }

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void aThousandClientsOfOneColdUrlCostOneUpstreamRequest() {
    String path = "/repos/octo/popular";
    mirror.github().play(Scenario.latency(Duration.ofSeconds(3)).forPath(path));
    long spent = mirror.github().stats().totalSpent();

    List<HttpResponse<String>> answers = atOnce(CROWD, i -> path, i -> "ghp_crowd");

    assertThat(mirror.upstream(path)).hasSize(1);
    assertThat(mirror.github().stats().totalSpent()).isEqualTo(spent + 1);
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
    assertThat(answers)
        .extracting(HttpResponse::body)
        .allSatisfy(body -> assertThat(body).contains("\"full_name\":\"octo/popular\""));
    assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
  }

  @Test
  void twentyTokensAtOneColdUrlCostOneQuotaAndEachIsAskedFor() {
    String path = "/repos/octo/shared";
    mirror.github().play(Scenario.latency(Duration.ofMillis(300)).forPath(path));
    long spent = mirror.github().stats().totalSpent();

    List<HttpResponse<String>> answers = atOnce(20, i -> path, i -> "ghp_reader" + i);

    assertThat(mirror.github().stats().totalSpent()).isEqualTo(spent + 1);
    assertThat(mirror.upstream(path))
        .extracting(request -> request.principal())
        .doesNotHaveDuplicates()
        .hasSize(20);
    assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
    assertThat(answers).extracting(HttpResponse::body).containsOnly(answers.getFirst().body());
  }

  @Test
  void jsonAndDiffOfOneUrlAreNotMixedInFlight() {
    String path = "/repos/octo/mixed/pulls/3";
    mirror.github().play(Scenario.latency(Duration.ofMillis(300)).forPath(path));

    List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String accept = i % 2 == 0 ? "application/vnd.github+json" : "application/vnd.github.diff";
      pending.add(
          mirror
              .client()
              .sendAsync(
                  mirror
                      .request(path, "Accept", accept, "Authorization", "Bearer ghp_mixed")
                      .build(),
                  BodyHandlers.ofString()));
    }
    List<HttpResponse<String>> answers = pending.stream().map(CompletableFuture::join).toList();

    for (int i = 0; i < answers.size(); i++) {
      assertThat(answers.get(i).body()).startsWith(i % 2 == 0 ? "{" : "diff --git");
      assertThat(cache(answers.get(i))).isEqualTo("ONLINE_MISS");
    }
    assertThat(mirror.upstream(path)).hasSize(2);
  }

  private List<HttpResponse<String>> atOnce(
      int count, IntFunction<String> path, IntFunction<String> token) {
    List<CompletableFuture<HttpResponse<String>>> pending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pending.add(
          mirror
              .client()
              .sendAsync(
                  mirror
                      .request(path.apply(i), "Authorization", "Bearer " + token.apply(i))
                      .build(),
                  BodyHandlers.ofString()));
    }
    return pending.stream().map(CompletableFuture::join).toList();
  }
}
