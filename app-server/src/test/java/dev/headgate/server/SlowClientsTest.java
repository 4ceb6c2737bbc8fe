package dev.headgate.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send and take just enough not to be idle, and those that only look like it. */
class SlowClientsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final int LARGE = 32 * 1024 * 1024;

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final SlowClients slow = new SlowClients(10, InstantSource.system(), connector);
  private Instant now = Instant.EPOCH;

  @BeforeEach
  void listen() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(new Answers());
    server.start();
  }

  @AfterEach
  void close() throws Exception {
    slow.close();
    server.stop();
  }

  @Test
  void aHeadThatTricklesInIsNotWaitedFor() throws IOException {
    try (Socket client = connect()) {
      send(client, "GET / HTTP/1.1\r\n");
      look(0);
      for (int i = 0; i < 6; i++) {
        assertThat(open()).as("after %d s", i * 5).isTrue();
        send(client, "X-" + i + ": a\r\n");
        look(5);
      }
      look(5);

      assertThat(open()).as("half a minute after its first bytes").isFalse();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aBodyThatTricklesInIsNotWaitedFor() throws IOException {
    try (Socket client = connect()) {
      send(client, "POST /read HTTP/1.1\r\nHost: m\r\nContent-Length: 1000\r\n\r\n");
      look(0);
      for (int i = 0; i < 6; i++) {
        send(client, "x");
        look(5);
      }
      look(5);

      assertThat(open()).isFalse();
    }
  }

  @Test
  void anAnswerThatIsHardlyTakenIsNotWrittenForEver() throws IOException {
    try (Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      client.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), connector.getLocalPort()));
      send(client, "GET /large HTTP/1.1\r\nHost: m\r\n\r\n");
      await().atMost(PATIENCE).until(SlowClientsTest.this::writing);
      look(0);
      for (int i = 0; i < 8; i++) {
        assertThat(client.getInputStream().read()).isNotNegative();
        look(5);
      }

      assertThat(open()).isFalse();
    }
  }

  @Test
  void whoOnlyWaitsIsLeftAlone() throws IOException {
    try (Socket client = connect()) {
      send(client, "GET / HTTP/1.1\r\nHost: m\r\n\r\n");
      answered(client);
      look(0);
      for (int i = 0; i < 20; i++) {
        look(5);
      }
      assertThat(open()).as("idle between two requests").isTrue();
      send(client, "GET /never HTTP/1.1\r\nHost: m\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        look(5);
      }

      assertThat(open()).as("waiting for its answer").isTrue();
    }
  }

  @Test
  void whoAsksLittleNowAndThenIsLeftAlone() throws IOException {
    try (Socket client = connect()) {
      look(0);
      for (int i = 0; i < 12; i++) {
        send(client, "GET / HTTP/1.1\r\nHost: m\r\n\r\n");
        answered(client);
        look(5);
      }

      assertThat(open()).isTrue();
    }
  }

  @Test
  void inACrowdTheIdleMakeRoom() throws IOException {
    List<Socket> clients = new ArrayList<>();
    try (Socket busy = connect()) {
      send(busy, "GET /never HTTP/1.1\r\nHost: m\r\n\r\n");
      for (int i = 0; i < 7; i++) {
        clients.add(connect());
      }
      await().atMost(PATIENCE).until(() -> connector.getConnectedEndPoints().size() == 8);
      look(0);
      look(10);
      assertThat(connector.getConnectedEndPoints()).as("no crowd yet").hasSize(8);

      clients.add(connect());
      await().atMost(PATIENCE).until(() -> connector.getConnectedEndPoints().size() == 9);
      look(1);
      await().atMost(PATIENCE).until(() -> connector.getConnectedEndPoints().size() == 2);

      assertThat(clients.getFirst().getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void whoseBodyIsNotAskedForIsLeftAlone() throws IOException {
    try (Socket client = connect()) {
      send(client, "POST /never HTTP/1.1\r\nHost: m\r\nContent-Length: 1000\r\n\r\n");
      look(0);
      for (int i = 0; i < 12; i++) {
        client.getOutputStream().write('x');
        look(5);
      }

      assertThat(open()).isTrue();
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    socket.setSoTimeout(40_000);
    return socket;
  }

  /** Sends it, and waits until it has arrived. */
  private void send(Socket client, String text) throws IOException {
    long before = received();
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
    client.getOutputStream().flush();
    await().atMost(PATIENCE).until(() -> received() >= before + text.length());
  }

  private static void answered(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    StringBuilder answer = new StringBuilder();
    while (!answer.toString().endsWith("\r\n\r\nhi")) {
      answer.append((char) in.read());
    }
  }

  private long received() {
    return connector.getConnectedEndPoints().stream()
        .map(EndPoint::getConnection)
        .mapToLong(connection -> connection == null ? 0 : connection.getBytesIn())
        .sum();
  }

  private boolean writing() {
    return connector.getConnectedEndPoints().stream()
        .anyMatch(peer ->
            peer instanceof AbstractEndPoint channel && channel.getWriteFlusher().isPending());
  }

  private boolean open() {
    return connector.getConnectedEndPoints().stream().anyMatch(EndPoint::isOpen);
  }

  private void look(long seconds) {
    now = now.plusSeconds(seconds);
    slow.look(now);
  }

  /** Answers at once, reads first, never answers, or answers at length. */
  private static final class Answers extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      switch (String.valueOf(request.getHttpURI().getPath())) {
        case "/large" -> response.write(true, ByteBuffer.allocate(LARGE), callback);
        case "/never" -> request.addFailureListener(callback::failed);
        case "/read" -> read(request, response, callback);
        default -> {
          response.getHeaders().put("Content-Length", 2);
          response.write(true, ByteBuffer.wrap("hi".getBytes(ISO_8859_1)), callback);
        }
      }
      return true;
    }

    private static void read(Request request, Response response, Callback callback) {
      var chunk = request.read();
      while (chunk != null && !chunk.isLast()) {
        chunk.release();
        chunk = request.read();
      }
      if (chunk == null) {
        request.demand(() -> read(request, response, callback));
      } else {
        response.write(true, ByteBuffer.allocate(0), callback);
      }
    }
  }
}
