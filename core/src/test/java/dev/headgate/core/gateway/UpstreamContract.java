package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What every {@link Upstream} promises, over a real server. */
public interface UpstreamContract {
  /** An upstream of the API at that URL. */
  Upstream upstream(URI api);

  @Test
  default void sendsMethodTargetAndFieldsAsTheyAre() throws IOException {
    AtomicReference<String> seen = new AtomicReference<>();
    try (OriginServer origin =
        new OriginServer(exchange -> {
          seen.set(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("X-Asked"));
          answer(exchange, 200, "ok".getBytes(StandardCharsets.UTF_8));
        })) {
      Upstream.Responded responded =
          responded(origin, "PATCH", "/a%2Fb?q=%2B&q=x", Headers.of("X-Asked", "yes"));

      assertThat(text(responded)).isEqualTo("ok");
      assertThat(seen.get()).isEqualTo("PATCH /a%2Fb?q=%2B&q=x yes");
    }
  }

  @Test
  default void doesNotFollowRedirects() throws IOException {
    try (OriginServer origin =
        new OriginServer(exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          answer(exchange, 302, new byte[0]);
        })) {
      Upstream.Responded responded = responded(origin, "GET", "/here", Headers.NONE);
      responded.body().close();

      assertThat(responded.status()).isEqualTo(302);
      assertThat(responded.headers().value("Location")).isEqualTo("/elsewhere");
    }
  }

  @Test
  default void decompressesAndTakesTheFieldsOfTheCodingOff() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("plain".getBytes(StandardCharsets.UTF_8));
    }
    try (OriginServer origin =
        new OriginServer(exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          answer(exchange, 200, compressed.toByteArray());
        })) {
      Upstream.Responded responded = responded(origin, "GET", "/", Headers.NONE);

      assertThat(text(responded)).isEqualTo("plain");
      assertThat(responded.headers().contains("Content-Encoding")).isFalse();
      assertThat(responded.headers().contains("Content-Length")).isFalse();
    }
  }

  @Test
  default void aServerThatIsNotThereIsAFailureThatWasSurelyNotSent() throws IOException {
    URI gone;
    try (OriginServer origin = new OriginServer(exchange -> answer(exchange, 200, new byte[0]))) {
      gone = origin.url();
    }

    Upstream.Result result =
        upstream(gone).send(request("GET", "/", Headers.NONE, new Cancellation()));

    assertThat(result)
        .isInstanceOfSatisfying(
            Upstream.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.UNREACHABLE);
              assertThat(failed.sent()).isFalse();
            });
  }

  @Test
  default void silenceIsATimeoutAfterWhichTheRequestMayHaveArrived() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (OriginServer origin = new OriginServer(exchange -> await(end))) {
      Upstream.Result result =
          upstream(origin.url())
              .send(
                  new Upstream.Request(
                      "GET",
                      Target.parse("/"),
                      Headers.NONE,
                      null,
                      Duration.ofMillis(200),
                      new Cancellation()));
      end.countDown();

      assertThat(result)
          .isInstanceOfSatisfying(
              Upstream.Failed.class,
              failed -> {
                assertThat(failed.kind()).isEqualTo(FailureKind.TIMEOUT);
                assertThat(failed.sent()).isTrue();
              });
    }
  }

  @Test
  default void aCancellationEndsTheWait() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    Cancellation cancellation = new Cancellation();
    try (OriginServer origin =
        new OriginServer(exchange -> {
          cancellation.cancel();
          await(end);
        })) {
      Upstream.Result result =
          upstream(origin.url()).send(request("GET", "/", Headers.NONE, cancellation));
      end.countDown();

      assertThat(result)
          .isInstanceOfSatisfying(
              Upstream.Failed.class,
              failed -> assertThat(failed.kind()).isEqualTo(FailureKind.CANCELLED));
    }
  }

  private Upstream.Responded responded(
      OriginServer origin, String method, String target, Headers headers) {
    Upstream.Result result =
        upstream(origin.url()).send(request(method, target, headers, new Cancellation()));
    assertThat(result).isInstanceOf(Upstream.Responded.class);
    return (Upstream.Responded) result;
  }

  private static Upstream.Request request(
      String method, String target, Headers headers, Cancellation cancellation) {
    return new Upstream.Request(
        method, Target.parse(target), headers, null, Duration.ofSeconds(10), cancellation);
  }

  private static String text(Upstream.Responded responded) throws IOException {
    try (UpstreamBody body = responded.body()) {
      return new String(body.stream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
