package dev.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.server.testing.RawHttp;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GracefulStopTest {
  private static final int LENGTH = 3_000_000;

  @Test
  void requestsInFlightEndWholeWhileNewOnesAreRefused() {
    MirrorFixture mirror = MirrorFixture.start();
    try (GitHubSimulator github = mirror.github()) {
      github.putGenerated("/large", "application/octet-stream", LENGTH);
      // So that what GitHub allows is known, and all of them are sent at once.
      assertThat(mirror.get("/zen", "").statusCode()).isEqualTo(200);
      github.play(Scenario.latency(Duration.ofSeconds(2)).forPath("/large"));
      List<CompletableFuture<HttpResponse<byte[]>>> pending = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        pending.add(
            mirror
                .client()
                .sendAsync(mirror.request("/large?" + i).build(), BodyHandlers.ofByteArray()));
      }
      await().atMost(Duration.ofSeconds(10)).until(() -> mirror.upstream("/large").size() == 10);
      URI url = mirror.url();

      Thread stopping = Thread.ofVirtual().start(mirror.server()::close);
      await().atMost(Duration.ofSeconds(10)).until(() -> refused(url));

      assertThat(pending).as("still in flight").noneMatch(CompletableFuture::isDone);
      for (CompletableFuture<HttpResponse<byte[]>> each : pending) {
        HttpResponse<byte[]> answer = each.join();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).hasSize(LENGTH);
        assertThat(answer.body()[LENGTH - 1]).isEqualTo(GitHubSimulator.patternByte(LENGTH - 1));
      }
      assertThat(refused(url)).isTrue();
      await().atMost(Duration.ofSeconds(10)).until(() -> !stopping.isAlive());
    } finally {
      mirror.client().shutdownNow();
    }
  }

  @Test
  void keptAliveConnectionsDoNotHoldTheStopUp() {
    MirrorFixture mirror = MirrorFixture.start();
    try (GitHubSimulator github = mirror.github()) {
      assertThat(mirror.get("/healthz", "").statusCode()).isEqualTo(200);

      Instant start = Instant.now();
      mirror.server().close();

      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(4));
      assertThat(github.stats().inFlight()).isZero();
    } finally {
      mirror.client().shutdownNow();
    }
  }

  /** No connection any more, or one with a 503 that says good-bye. */
  private static boolean refused(URI url) {
    try {
      RawHttp answer = RawHttp.exchange(url, "GET /healthz HTTP/1.1", "Host: mirror");
      return answer.head().isEmpty()
          || (answer.status() == 503 && answer.values("Connection").contains("close"));
    } catch (UncheckedIOException closed) {
      return closed.getCause() instanceof ConnectException;
    }
  }
}
