package dev.headgate.server.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.RecordedRequest;
import dev.headgate.server.testing.ChildServer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies far larger than the heap pass through a server with 128 MiB, unharmed. */
class ConstantMemoryTest {
  private static final long GIB = 1L << 30;
  private static final int MIB = 1 << 20;
  private static final int BLOCK = 4096;

  @TempDir private static Path directory;
  private static GitHubSimulator github;
  private static ChildServer server;

  @BeforeAll
  static void start() throws Exception {
    github = GitHubSimulator.start();
    server = ChildServer.inFrontOf(github.url(), directory);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    github.close();
  }

  @Test
  void aGibibyteStreamsThroughToTheClient() throws Exception {
    github.putGenerated("/big/gib", "application/octet-stream", GIB);
    HttpURLConnection connection = open("/big/gib");
    assertThat(connection.getResponseCode()).isEqualTo(200);
    assertThat(connection.getHeaderFieldLong("Content-Length", -1)).isEqualTo(GIB);
    try (InputStream body = connection.getInputStream()) {
      assertThat(matching(body)).isEqualTo(GIB);
    }
    assertThat(server.alive()).isTrue();
  }

  @Test
  void aHundredMebibytesStreamThroughToGitHub() throws Exception {
    HttpURLConnection connection = open("/repos/octo/hello/releases/1/assets?name=big");
    byte[] chunk = new byte[MIB];
    new Random(1).nextBytes(chunk);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Authorization", Mirror.ALICE);
    connection.setRequestProperty("Content-Type", "application/octet-stream");
    connection.setFixedLengthStreamingMode(100L * MIB);
    try (OutputStream out = connection.getOutputStream()) {
      for (int i = 0; i < 100; i++) {
        chunk[0] = (byte) i;
        digest.update(chunk);
        out.write(chunk);
      }
    }
    assertThat(connection.getResponseCode()).isEqualTo(201);
    RecordedRequest upload =
        github.requests(1000).stream()
            .filter(request -> request.method().equals("POST"))
            .toList()
            .getLast();
    assertThat(upload.bodyLength()).isEqualTo(100L * MIB);
    assertThat(upload.bodySha256()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
    assertThat(server.alive()).isTrue();
  }

  @Test
  void aBodyAboveTheLimitIsRefusedBeforeItIsSent() throws Exception {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
      client
          .getOutputStream()
          .write(
              Mirror.head(
                  "POST /repos/octo/hello/issues HTTP/1.1",
                  "Host: localhost",
                  "Content-Length: 200000000"));
      byte[] status = client.getInputStream().readNBytes(12);
      assertThat(new String(status, US_ASCII)).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void twentySlowReadersDoNotFillTheHeap() throws Exception {
    long length = 24L * MIB;
    github.putGenerated("/big/slow", "application/octet-stream", length);
    List<Socket> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        readers.add(slowReader());
      }
      for (Socket reader : readers) {
        skipHeader(reader.getInputStream());
        assertThat(reader.getInputStream().read()).isEqualTo('a');
      }
      assertThat(get("/healthz")).isEqualTo("OK");
      assertThat(get("/repos/octo/hello")).contains("\"full_name\":\"octo/hello\"");
      for (Socket reader : readers) {
        reader.getInputStream().skipNBytes(length - 2);
        assertThat(reader.getInputStream().read())
            .isEqualTo(GitHubSimulator.patternByte(length - 1));
      }
    } finally {
      for (Socket reader : readers) {
        reader.close();
      }
    }
    assertThat(server.alive()).isTrue();
    assertThat(server.output() + server.errors()).doesNotContain("OutOfMemory");
  }

  private static Socket slowReader() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8192);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.url().getPort()));
    socket.getOutputStream().write(Mirror.head("GET /big/slow HTTP/1.1", "Host: localhost"));
    return socket;
  }

  private static void skipHeader(InputStream in) throws IOException {
    int last = 0;
    for (int ends = 0; ends < 2; ) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("no header");
      }
      ends = next == '\n' && last == '\r' ? ends + 1 : next == '\r' ? ends : 0;
      last = next;
    }
  }

  private static HttpURLConnection open(String path) throws IOException {
    return (HttpURLConnection) URI.create(server.url() + path).toURL().openConnection();
  }

  private static String get(String path) throws IOException {
    try (InputStream body = open(path).getInputStream()) {
      return new String(body.readAllBytes(), US_ASCII);
    }
  }

  /** How many bytes from the start are those of a generated body, in whole blocks. */
  private static long matching(InputStream body) throws IOException {
    byte[] letters = new byte[BLOCK + 26];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = (byte) ('a' + i % 26);
    }
    byte[] block = new byte[BLOCK];
    for (long index = 0; ; index += BLOCK) {
      int read = body.readNBytes(block, 0, BLOCK);
      int phase = GitHubSimulator.patternByte(index) - 'a';
      if (read < BLOCK || !Arrays.equals(block, 0, BLOCK, letters, phase, phase + BLOCK)) {
        return index;
      }
    }
  }
}
