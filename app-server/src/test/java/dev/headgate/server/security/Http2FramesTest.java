package dev.headgate.server.security;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.testing.MirrorFixture;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * HTTP/2 carries what a line of HTTP/1.1 cannot: requests that would be other requests once they
 * are written as lines (RFC 9113 §8.2, §10.3), and frames that cost more than they bring (§10.5).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2FramesTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int CONTINUATION = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int STATUS_200 = 0x88;

  private final MirrorFixture mirror = MirrorFixture.start("REQUEST_TIMEOUT", "2s");

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void aProperRequestIsAnswered() throws IOException {
    try (Line line = new Line()) {
      line.request(":method: GET", ":scheme: http", ":authority: m", ":path: /repos/octo/proper");

      assertThat(line.answer()).isEqualTo("HEADERS 200");
    }
    assertThat(mirror.upstream("/repos/octo/proper")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":path: /repos/octo/r|transfer-encoding: chunked",
        ":path: /repos/octo/r|connection: close",
        ":path: /repos/octo/r|te: gzip",
        ":path: /repos/octo/r|Authorization: Bearer x",
        ":path: /repos/octo/r|x: a\r\nauthorization: Bearer x",
        ":path: /repos/octo/r|x: a\nb: c",
        ":path: /repos/octo/r|x: a\0b",
        ":path: /repos/octo/r|x y: a",
        ":path: /repos/octo/r|x\r\ny: a",
        ":path: /repos/octo/r|:path: /user",
        ":path: /repos/octo/r|x: a|:method: DELETE",
        ":path: /repos/octo/r|:unknown: a",
        ":path: /repos/octo/r|content-length: 5",
        ":path: /repos/octo/r|content-length: -1",
        ":path: /repos/octo/r|content-length: 0|content-length: 5",
        ":path: /repos/octo/r HTTP/1.1\r\nHost: n",
        ":path: /repos/octo/r b",
        ":path: /repos/../user",
        ":path: //user",
        ":path: /repos/%2e%2e/user",
        ":path: repos",
        ":path: ",
        ":path: *",
        ":path: http://127.0.0.1:1/user",
        ":path: @127.0.0.1:1/user",
        "x: no path",
      })
  void whatIsNoRequestAsALineIsNone(String fields) throws IOException {
    int asked = mirror.upstream().size();
    try (Line line = new Line()) {
      line.request((":method: GET|:scheme: http|:authority: m|" + fields).split("\\|", -1));

      assertThat(line.answer()).isNotEqualTo("HEADERS 200");
    }
    assertThat(mirror.upstream()).hasSize(asked);
  }

  @Test
  void aRequestThatAsksForTheUpgradeIsServed() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(mirror.url() + "/repos/octo/upgraded")).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    assertThat(mirror.upstream("/repos/octo/upgraded").getLast().header("HTTP2-Settings"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"user:pass@m", "m@n", "m/n", "m n", "m\r\nx: y", "m, n", "<m>"})
  void anAuthorityIsAHost(String authority) throws IOException {
    int asked = mirror.upstream().size();
    try (Line line = new Line()) {
      line.request(
          ":method: GET", ":scheme: http", ":authority: " + authority, ":path: /repos/octo/r");

      assertThat(line.answer()).isNotEqualTo("HEADERS 200");
    }
    assertThat(mirror.upstream()).hasSize(asked);
  }

  @Test
  void aBodyOfAnotherLengthThanStatedIsRefused() throws IOException {
    for (String body : List.of("{\"title\":", "{\"title\":\"more than was said\"}")) {
      try (Line line = new Line()) {
        line.headers(
            END_HEADERS,
            ":method: POST",
            ":scheme: http",
            ":authority: m",
            ":path: /repos/octo/measured/issues",
            "content-type: application/json",
            "content-length: 13");
        line.frame(DATA, END_STREAM, 1, body.getBytes(ISO_8859_1));

        assertThat(line.answer()).isIn("RESET", "GOAWAY", "CLOSED", "HEADERS");
      }
    }
  }

  @Test
  void streamsThatAreOpenedOnlyToBeResetEndTheConnection() throws IOException {
    try (Line line = new Line()) {
      for (int i = 0; i < 2000; i++) {
        line.stream = 2 * i + 1;
        line.request(":method: GET", ":scheme: http", ":authority: m", ":path: /healthz");
        line.frame(RESET, 0, line.stream, new byte[] {0, 0, 0, 8});
      }
      assertThat(line.ends()).isTrue();
    } catch (IOException broken) {
      assertThat(broken).as("the server has closed it").isNotNull();
    }
    served();
  }

  @Test
  void framesThatBringNothingEndTheConnection() throws IOException {
    for (int type : new int[] {PING, SETTINGS}) {
      try (Line line = new Line()) {
        for (int i = 0; i < 5000; i++) {
          line.frame(type, 0, 0, type == PING ? new byte[8] : new byte[0]);
        }
        assertThat(line.ends()).isTrue();
      } catch (IOException broken) {
        assertThat(broken).as("the server has closed it").isNotNull();
      }
    }
    served();
  }

  @Test
  void aHeadWithoutEndIsNotCollected() throws IOException {
    try (Line line = new Line()) {
      line.headers(0, ":method: GET", ":scheme: http", ":authority: m", ":path: /healthz");
      for (int i = 0; i < 200; i++) {
        line.frame(CONTINUATION, 0, 1, field("x-" + i, "a".repeat(8000)));
      }
      assertThat(line.ends()).isTrue();
    } catch (IOException broken) {
      assertThat(broken).as("the server has closed it").isNotNull();
    }
    served();
  }

  private void served() {
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> mirror.get("/healthz", "").statusCode() == 200);
  }

  /** A literal field that is not indexed, without Huffman's code (RFC 7541 §6.2.2). */
  private static byte[] field(String name, String value) throws IOException {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    field.write(0);
    text(field, name);
    text(field, value);
    return field.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) throws IOException {
    int length = text.length();
    if (length < 127) {
      out.write(length);
    } else {
      out.write(127);
      int rest = length - 127;
      while (rest >= 128) {
        out.write((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write(rest);
    }
    out.write(text.getBytes(ISO_8859_1));
  }

  /** A connection that speaks HTTP/2 from its first byte. */
  private final class Line implements AutoCloseable {
    private final Socket socket = new Socket(mirror.url().getHost(), mirror.url().getPort());
    private final DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    private final DataInputStream in = new DataInputStream(socket.getInputStream());
    private int stream = 1;

    Line() throws IOException {
      socket.setSoTimeout(30_000);
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
      frame(SETTINGS, 0, 0, new byte[0]);
    }

    void request(String... fields) throws IOException {
      headers(END_HEADERS | END_STREAM, fields);
    }

    void headers(int flags, String... fields) throws IOException {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      for (String field : fields) {
        int colon = field.indexOf(':', 1);
        block.write(field(field.substring(0, colon), field.substring(colon + 1).stripLeading()));
      }
      frame(HEADERS, flags, stream, block.toByteArray());
    }

    void frame(int type, int flags, int on, byte[] payload) throws IOException {
      out.writeByte(payload.length >> 16);
      out.writeShort(payload.length);
      out.writeByte(type);
      out.writeByte(flags);
      out.writeInt(on);
      out.write(payload);
      out.flush();
    }

    /** What comes of the first stream. */
    String answer() throws IOException {
      try {
        while (true) {
          int length = (in.readUnsignedByte() << 16) | in.readUnsignedShort();
          int type = in.readUnsignedByte();
          in.readInt();
          in.readByte();
          byte[] payload = in.readNBytes(length);
          if (type == HEADERS) {
            return (payload[fields(payload)] & 0xff) == STATUS_200 ? "HEADERS 200" : "HEADERS";
          }
          if (type == RESET || type == GOAWAY) {
            return type == RESET ? "RESET" : "GOAWAY";
          }
        }
      } catch (EOFException closed) {
        return "CLOSED";
      }
    }

    /** Where the fields begin, behind updates of the table's size (RFC 7541 §6.3). */
    private static int fields(byte[] block) {
      int at = 0;
      while ((block[at] & 0xe0) == 0x20) {
        boolean more = (block[at++] & 0x1f) == 0x1f;
        while (more) {
          more = block[at++] < 0;
        }
      }
      return at;
    }

    /** Whether the server gives the connection up. */
    boolean ends() throws IOException {
      while (true) {
        int first = in.read();
        if (first < 0) {
          return true;
        }
        int length = (first << 16) | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.readInt();
        in.readByte();
        in.skipNBytes(length);
        if (type == GOAWAY) {
          return true;
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
