package dev.headgate.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.server.testing.MirrorFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of clients that are answered while they still send. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnreadBodyTest {
  private static final String RULE = "/api/v1/limits/some";
  private static final int PATIENCE_MILLIS = 30_000;

  private final MirrorFixture mirror = MirrorFixture.start();

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void aBodyThatIsRefusedWhileItIsSentLeavesItsSenderTheReason() {
    String body = "{\"x\": \"" + "y".repeat(4 << 20) + "\"}";
    for (int i = 0; i < 20; i++) {
      HttpResponse<String> refused = mirror.send("PUT", RULE, "", body);
      assertThat(refused.statusCode()).as("request %d", i).isEqualTo(413);
      assertThat(refused.body()).contains("65536 bytes");
    }
  }

  @Test
  void whoNeverSendsTheRestIsNotWaitedForWithoutEnd() throws IOException {
    try (Socket client = announcing(1 << 20)) {
      assertThat(restOf(client)).contains("413");
    }
  }

  @Test
  void whoSendsMoreThanIsTakenInFindsTheConnectionClosed() throws IOException {
    try (Socket client = announcing(1 << 30)) {
      OutputStream out = client.getOutputStream();
      byte[] block = new byte[1 << 16];
      long sent = 0;
      try {
        while (sent < 1 << 30) {
          out.write(block);
          sent += block.length;
        }
      } catch (IOException closed) {
        assertThat(sent).isPositive();
      }
      // What lay in the buffers of both ends counts as sent.
      assertThat(sent).isLessThan(256L << 20);
    }
  }

  private Socket announcing(long bytes) throws IOException {
    Socket client = new Socket(mirror.url().getHost(), mirror.url().getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    String head =
        "PUT %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(RULE, mirror.url().getAuthority(), bytes);
    client.getOutputStream().write(head.getBytes(US_ASCII));
    return client;
  }

  /** What comes until the other end closes; a read that waits too long fails. */
  private static String restOf(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
    StringBuilder all = new StringBuilder();
    String line = in.readLine();
    while (line != null) {
      all.append(line).append('\n');
      line = in.readLine();
    }
    return all.toString();
  }
}
