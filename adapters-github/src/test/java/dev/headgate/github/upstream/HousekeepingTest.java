package dev.headgate.github.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections that nobody needs any more are closed, and no others. */
class HousekeepingTest {
  private final AtomicInteger left = new AtomicInteger();

  @Test
  void closesAConnectionThatWasIdleForTooLong() throws IOException {
    try (RawServer server = new RawServer(this::serve);
        OkHttpUpstream upstream = new OkHttpUpstream(settings(server.url(), 256, 50))) {
      Sending.responded(upstream.send(Sending.get("/a")));
      await().until(() -> left.get() == 1);
      Sending.responded(upstream.send(Sending.get("/b")));
      assertThat(server.accepted()).isEqualTo(2);
      await().until(() -> left.get() == 2);
    }
  }

  @Test
  void closesAtOnceWhatMayNotBeKeptAtAll() throws IOException {
    try (RawServer server = new RawServer(this::serve);
        OkHttpUpstream upstream = new OkHttpUpstream(settings(server.url(), 0, 60_000))) {
      Sending.responded(upstream.send(Sending.get("/a")));
      await().until(() -> left.get() == 1);
    }
  }

  @Test
  void keepsAConnectionThatMayBeNeededAgain() throws IOException {
    try (RawServer server = new RawServer(this::serve);
        OkHttpUpstream upstream = new OkHttpUpstream(settings(server.url(), 256, 60_000))) {
      for (int i = 0; i < 20; i++) {
        Sending.responded(upstream.send(Sending.get("/" + i)));
      }
      assertThat(server.accepted()).isEqualTo(1);
      assertThat(left).hasValue(0);
    }
  }

  private void serve(RawServer.Connection connection) throws IOException {
    try {
      while (true) {
        connection.head();
        connection.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
      }
    } catch (IOException closed) {
      left.incrementAndGet();
      throw closed;
    }
  }

  private static UpstreamSettings settings(URI url, int idleConnections, int keepAliveMillis) {
    return new UpstreamSettings(
        url,
        "test",
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        idleConnections,
        Duration.ofMillis(keepAliveMillis));
  }
}
