package dev.headgate.github.upstream;

import static dev.headgate.github.upstream.Sending.PATIENCE;
import static dev.headgate.github.upstream.Sending.get;
import static dev.headgate.github.upstream.Sending.responded;
import static dev.headgate.github.upstream.Sending.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.FailureKind;
import dev.headgate.core.gateway.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivingBodyTest {
  private static final Duration SHORT = Duration.ofMillis(250);
  private static final String BEGINNING = "HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\nabc";

  @Test
  void aSilentBodyFailsAfterTheIdleTimeoutHoweverLongThePatience() throws IOException {
    try (var server = hanging();
        var upstream = upstream(server, SHORT)) {
      Upstream.Responded responded = responded(upstream.send(get("/")));

      assertThatThrownBy(() -> text(responded)).isInstanceOf(InterruptedIOException.class);
    }
  }

  @Test
  void aBodyMayTakeLongerThanPatienceAsLongAsBytesCome() throws IOException {
    try (var server = dripping();
        var upstream = upstream(server, PATIENCE)) {
      Upstream.Responded responded = responded(upstream.send(get("/", SHORT)));

      assertThat(responded.body().stream().readNBytes(30)).hasSize(30);
      responded.body().close();
    }
  }

  @Test
  void aSilenceLongerThanPatienceIsNoErrorWithinTheIdleTimeout() throws IOException {
    try (var server =
            new RawServer(connection -> {
              connection.head();
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
              connection.pause(400);
              connection.say("b");
              connection.hang();
            });
        var upstream = upstream(server, PATIENCE)) {
      assertThat(text(responded(upstream.send(get("/", Duration.ofMillis(150)))))).isEqualTo("ab");
    }
  }

  @Test
  void theLimitEndsABodyThatKeepsDripping() throws IOException {
    try (var server = dripping();
        var upstream = upstream(server, PATIENCE)) {
      Upstream.Responded responded = responded(upstream.send(get("/")));
      responded.body().limit(SHORT);

      assertThatThrownBy(() -> text(responded)).isInstanceOf(InterruptedIOException.class);
    }
  }

  @Test
  void withoutItsLimitTheBodyGoesOn() throws IOException {
    try (var server = dripping();
        var upstream = upstream(server, PATIENCE)) {
      Upstream.Responded responded = responded(upstream.send(get("/")));
      responded.body().limit(SHORT);
      assertThat(responded.body().stream().readNBytes(4)).hasSize(4);
      responded.body().limit(null);

      assertThat(responded.body().stream().readNBytes(30)).hasSize(30);
      responded.body().close();
    }
  }

  @Test
  void noLimitIsLeftOnAConnectionThatIsUsedAgain() throws IOException {
    try (var server =
            new RawServer(connection -> {
              connection.head();
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
              connection.head();
              connection.pause(400);
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\ncd");
              connection.hang();
            });
        var upstream = upstream(server, PATIENCE)) {
      Upstream.Responded first = responded(upstream.send(get("/")));
      first.body().limit(Duration.ofMillis(100));
      assertThat(text(first)).isEqualTo("ab");

      assertThat(text(responded(upstream.send(get("/"))))).isEqualTo("cd");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void cancellingEndsTheWaitForTheAnswer() throws Exception {
    var asked = new CountDownLatch(1);
    try (var server =
            new RawServer(connection -> {
              connection.head();
              asked.countDown();
              connection.hang();
            });
        var upstream = upstream(server, PATIENCE)) {
      var cancellation = new Cancellation();
      var result = CompletableFuture.supplyAsync(() -> upstream.send(get(cancellation)));
      asked.await();
      cancellation.cancel();

      assertThat(Sending.failed(result.get()).kind()).isEqualTo(FailureKind.CANCELLED);
    }
  }

  @Test
  void cancellingEndsAReadOfTheBody() throws Exception {
    try (var server = hanging();
        var upstream = upstream(server, PATIENCE)) {
      var cancellation = new Cancellation();
      InputStream stream = responded(upstream.send(get(cancellation))).body().stream();
      assertThat(stream.readNBytes(3)).hasSize(3);
      var reader = new CompletableFuture<Integer>();
      Thread thread = Thread.ofPlatform().start(() -> complete(reader, stream));
      await().until(() -> waits(thread));
      cancellation.cancel();

      assertThatThrownBy(reader::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void whatWasCancelledBeforeIsNotSent() throws IOException {
    try (var server = hanging();
        var upstream = upstream(server, PATIENCE)) {
      var cancellation = new Cancellation();
      cancellation.cancel();

      assertThat(Sending.failed(upstream.send(get(cancellation))))
          .extracting(Upstream.Failed::kind, Upstream.Failed::sent)
          .containsExactly(FailureKind.CANCELLED, false);
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void interruptingAVirtualThreadEndsTheWait() throws Exception {
    var asked = new CountDownLatch(1);
    try (var server =
            new RawServer(connection -> {
              connection.head();
              asked.countDown();
              connection.hang();
            });
        var upstream = upstream(server, PATIENCE)) {
      var result = new AtomicReference<Upstream.@Nullable Result>();
      Thread thread = Thread.ofVirtual().start(() -> result.set(upstream.send(get("/"))));
      asked.await();
      thread.interrupt();
      thread.join();

      assertThat(result.get())
          .isInstanceOfSatisfying(
              Upstream.Failed.class,
              failed -> assertThat(failed.kind()).isEqualTo(FailureKind.CANCELLED));
    }
  }

  @Test
  void closingEndsTheExchangeAndALaterCancellationTouchesNoOther() throws IOException {
    try (var server =
            new RawServer(connection -> {
              while (true) {
                connection.head();
                connection.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
              }
            });
        var upstream = upstream(server, PATIENCE)) {
      var cancellation = new Cancellation();
      assertThat(text(responded(upstream.send(get(cancellation))))).isEqualTo("ab");
      Upstream.Responded second = responded(upstream.send(get("/")));
      cancellation.cancel();

      assertThat(text(second)).isEqualTo("ab");
      assertThat(server.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aBodyOfAnySizePassesInConstantMemory() throws IOException {
    long size = 256L << 20;
    byte[] some = new byte[1 << 16];
    try (var server =
            new RawServer(connection -> {
              connection.head();
              connection.say("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
              for (long sent = 0; sent < size; sent += some.length) {
                connection.say(some);
              }
              connection.hang();
            });
        var upstream = upstream(server, PATIENCE)) {
      Upstream.Responded responded = responded(upstream.send(get("/")));
      long before = used();
      assertThat(responded.body().stream().skip(size / 2)).isEqualTo(size / 2);
      long held = used() - before;
      byte[] buffer = new byte[1 << 16];
      long rest = 0;
      for (int read; (read = responded.body().stream().read(buffer)) > 0; ) {
        rest += read;
      }
      responded.body().close();

      assertThat(rest).isEqualTo(size / 2);
      assertThat(held).isLessThan(16L << 20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000})
  void http2CarriesTheSame(int length) throws Exception {
    try (var server = http2(new Buffer().write(new byte[length]), 0);
        var upstream = http2(server)) {
      Upstream.Responded responded = responded(upstream.send(get("/a\"b|?é='")));

      assertThat(responded.length()).isEqualTo(length);
      assertThat(server.takeRequest().getTarget()).isEqualTo("/a\"b|?é='");
      assertThat(responded.body().stream().readAllBytes()).hasSize(length);
      responded.body().close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void overHttp2TooABodyMustHaveItsStatedLength(int off) throws IOException {
    try (var server = http2(new Buffer().writeUtf8("hello"), off);
        var upstream = http2(server)) {
      Upstream.Responded responded = responded(upstream.send(get("/")));

      assertThatThrownBy(() -> text(responded)).isInstanceOf(IOException.class);
    }
  }

  private static OkHttpUpstream upstream(RawServer server, Duration idle) {
    return new OkHttpUpstream(
        UpstreamSettings.DEFAULTS.withApiUrl(server.url()).withIdleTimeout(idle));
  }

  private static OkHttpUpstream http2(MockWebServer server) {
    return new OkHttpUpstream(
        UpstreamSettings.DEFAULTS.withApiUrl(server.url("").uri()),
        List.of(Protocol.H2_PRIOR_KNOWLEDGE));
  }

  private static MockWebServer http2(Buffer body, int off) throws IOException {
    var server = new MockWebServer();
    server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return new MockResponse.Builder()
                .body(body)
                .setHeader("Content-Length", body.size() + off)
                .build();
          }
        });
    server.start();
    return server;
  }

  private static RawServer hanging() {
    return RawServer.of(connection -> {
      connection.head();
      connection.say(BEGINNING);
      connection.hang();
    });
  }

  private static RawServer dripping() {
    return RawServer.of(connection -> {
      connection.head();
      connection.say(BEGINNING);
      while (true) {
        connection.pause(20);
        connection.say("d");
      }
    });
  }

  private static void complete(CompletableFuture<Integer> reader, InputStream stream) {
    try {
      reader.complete(stream.read());
    } catch (IOException broken) {
      reader.completeExceptionally(broken);
    }
  }

  private static boolean waits(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("park") || frame.getClassName().contains("Socket")) {
        return true;
      }
    }
    return false;
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
