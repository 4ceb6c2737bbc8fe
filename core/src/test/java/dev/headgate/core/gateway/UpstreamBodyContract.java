package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What every {@link UpstreamBody} promises, over a real server. */
public interface UpstreamBodyContract {
  /** An upstream of the API at that URL. */
  Upstream upstream(URI api);

  @Test
  default void theStreamIsTheSameOnEveryCallAndEndsWithTheBody() throws IOException {
    CountDownLatch open = new CountDownLatch(0);
    try (OriginServer origin = halting(open);
        UpstreamBody body = body(origin)) {
      assertThat(body.stream()).isSameAs(body.stream());
      assertThat(new String(body.stream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("first, last");
    }
  }

  @Test
  default void aLimitEndsABodyThatStopsComing() throws IOException {
    CountDownLatch halted = new CountDownLatch(1);
    try (OriginServer origin = halting(halted);
        UpstreamBody body = body(origin)) {
      body.limit(Duration.ofMillis(200));

      assertThatThrownBy(() -> body.stream().readAllBytes())
          .isInstanceOf(InterruptedIOException.class);
      halted.countDown();
    }
  }

  @Test
  default void aLiftedLimitLetsTheBodyEnd() throws IOException {
    CountDownLatch open = new CountDownLatch(0);
    try (OriginServer origin = halting(open);
        UpstreamBody body = body(origin)) {
      body.limit(Duration.ofNanos(1));
      body.limit(null);

      assertThat(body.stream().readAllBytes()).hasSize("first, last".length());
    }
  }

  private UpstreamBody body(OriginServer origin) {
    Upstream.Result result =
        upstream(origin.url())
            .send(
                new Upstream.Request(
                    "GET",
                    Target.parse("/"),
                    Headers.NONE,
                    null,
                    Duration.ofSeconds(10),
                    new Cancellation()));
    assertThat(result).isInstanceOf(Upstream.Responded.class);
    return ((Upstream.Responded) result).body();
  }

  /** Sends half of a body, and the other half when it is let. */
  private static OriginServer halting(CountDownLatch latch) throws IOException {
    return new OriginServer(exchange -> {
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write("first, ".getBytes(StandardCharsets.UTF_8));
        out.flush();
        latch.await();
        out.write("last".getBytes(StandardCharsets.UTF_8));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    });
  }
}
