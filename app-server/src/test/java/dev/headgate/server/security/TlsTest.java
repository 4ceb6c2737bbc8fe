package dev.headgate.server.security;

import static dev.headgate.server.testing.MirrorFixture.field;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server with a certificate, and an operator's port beside that of callers. */
class TlsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String TOKEN = "ghp_encrypted";
  private static final String ADMIN = "a-token-of-the-administrator";
  private static final String KEY = "a-key-of-the-builders";

  @TempDir private static Path folder;
  private static TestCertificate made;
  private static Path certificate;
  private static Path key;
  private static MirrorFixture mirror;
  private static Trusting trusting;
  private static HttpClient client;

  @BeforeAll
  static void start() throws IOException, GeneralSecurityException {
    made = TestCertificate.of("ip:127.0.0.1");
    certificate = Files.copy(made.certificate(), folder.resolve("certificate.pem"));
    key = Files.copy(made.key(), folder.resolve("key.pem"));
    mirror =
        MirrorFixture.start(
            "SERVER_TLS_CERTIFICATE",
            certificate.toString(),
            "SERVER_TLS_KEY",
            key.toString(),
            "MANAGEMENT_PORT",
            "0",
            "HEADGATE_ADMIN_TOKEN",
            ADMIN,
            "HEADGATE_API_KEYS",
            "ci:" + KEY);
    trusting = Trusting.certificate(made.certificate());
    client = HttpClient.newBuilder().sslContext(trusting.context()).build();
  }

  @AfterAll
  static void stop() {
    client.shutdownNow();
    mirror.close();
  }

  @Test
  void clientsThatCanSpeakHttp2() throws IOException {
    HttpResponse<String> list = get(mirror.url(), "/repos/octo/sealed/issues");

    assertThat(list.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(field(list, "Link")).contains("<" + mirror.url() + "/repositories/");
    assertThat(list.body()).contains("\"" + mirror.url() + "/repos/octo/sealed");
    OkHttpClient okhttp =
        new OkHttpClient.Builder()
            .sslSocketFactory(trusting.context().getSocketFactory(), trusting.manager())
            .build();
    try (Response answer =
        okhttp
            .newCall(
                new Request.Builder()
                    .url(mirror.url() + "/repos/octo/sealed")
                    .header("Authorization", "Bearer " + TOKEN)
                    .build())
            .execute()) {
      assertThat(answer.protocol()).isEqualTo(Protocol.HTTP_2);
      assertThat(answer.code()).isEqualTo(200);
    } finally {
      okhttp.connectionPool().evictAll();
      okhttp.dispatcher().executorService().shutdown();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void othersSpeakHttp1ByEitherVersionOfTls(String version) throws IOException {
    try (SSLSocket socket = trusting.socket(mirror.url())) {
      socket.setEnabledProtocols(new String[] {version});
      String answer = exchange(socket, "/repos/octo/sealed", "Connection: close");

      assertThat(answer).startsWith("HTTP/1.1 200").contains("octo/sealed");
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
      assertThat(socket.getSession().getCipherSuite()).containsPattern("GCM|CHACHA20");
    }
  }

  @Test
  void browsersAreToldToComeBySuchConnectionsOnly() {
    for (String path : List.of("/repos/octo/sealed", "/api/v1/tasks", "/api/v1/nothing")) {
      assertThat(get(mirror.url(), path).headers().allValues("Strict-Transport-Security"))
          .as("%s: the operator's, not GitHub's", path)
          .containsExactly("max-age=31536000");
    }
  }

  @Test
  void ciphersWithoutForwardSecrecyOrAuthenticationAreRefused() throws IOException {
    for (String cipher :
        List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")) {
      try (SSLSocket socket = trusting.socket(mirror.url())) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(new String[] {cipher});

        assertThatThrownBy(socket::startHandshake).as(cipher).isInstanceOf(SSLException.class);
      }
    }
  }

  @Test
  void olderVersionsAreRefused() throws IOException {
    try (Socket socket = new Socket(mirror.url().getHost(), mirror.url().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(helloOfTls11());
      byte[] alert = socket.getInputStream().readNBytes(7);

      assertThat(alert).startsWith(21, 3);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
    }
  }

  @Test
  void plainRequestsAreNotAnswered() throws IOException {
    try (Socket socket = new Socket(mirror.url().getHost(), mirror.url().getPort())) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write("GET /healthz HTTP/1.1\r\nHost: m\r\n\r\n".getBytes(ISO_8859_1));

      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .doesNotContain("HTTP/1.1 200");
    }
  }

  @Test
  void operatorsHaveTheirOwnPort() {
    URI management = mirror.server().managementUrl();

    for (String path : List.of("/healthz", "/readyz", "/metrics", "/api/v1/health")) {
      assertThat(get(management, path).statusCode()).as(path).isEqualTo(200);
      assertThat(get(mirror.url(), path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(send(management, "/api/v1/quotas", "Authorization", "Bearer " + ADMIN).statusCode())
        .isEqualTo(200);
    HttpResponse<String> hidden =
        send(mirror.url(), "/api/v1/quotas", "Authorization", "Bearer " + ADMIN);
    assertThat(hidden.statusCode()).as("as if it were not there").isEqualTo(404);
    assertThat(hidden.body()).contains("on this port");
    assertThat(get(management, "/repos/octo/operated").statusCode()).isEqualTo(404);
    assertThat(get(management, "/graphql").statusCode()).isEqualTo(404);
    assertThat(mirror.upstream("/repos/octo/operated")).isEmpty();
    for (URI port : List.of(management, mirror.url())) {
      assertThat(send(port, "/api/v1/tasks", "X-Headgate-Key", KEY).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anotherCertificateIsShownToNewConnectionsWhileOpenOnesStay()
      throws IOException, GeneralSecurityException {
    TestCertificate next = TestCertificate.of("ip:127.0.0.1");
    Trusting both = Trusting.certificate(next.certificate());
    try (SSLSocket open = trusting.socket(mirror.url())) {
      assertThat(exchange(open, "/repos/octo/kept")).startsWith("HTTP/1.1 200");
      replace(next.certificate(), certificate);
      replace(next.key(), key);

      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(SSLException.class)
          .until(() -> handshake(both));
      assertThat(exchange(open, "/repos/octo/kept", "Connection: close"))
          .startsWith("HTTP/1.1 200");
    } finally {
      replace(made.certificate(), certificate);
      replace(made.key(), key);
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(SSLException.class)
          .until(() -> handshake(trusting));
    }
  }

  private static boolean handshake(Trusting client) throws IOException {
    try (SSLSocket socket = client.socket(mirror.url())) {
      socket.startHandshake();
      return true;
    }
  }

  private static void replace(Path source, Path target) throws IOException {
    Files.writeString(target, Files.readString(source));
  }

  private static HttpResponse<String> get(URI port, String path) {
    return send(port, path, "Authorization", "Bearer " + TOKEN);
  }

  private static HttpResponse<String> send(URI port, String path, String... fields) {
    try {
      return client.send(
          HttpRequest.newBuilder(URI.create(port + path)).headers(fields).build(),
          BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** The answer, as far as its head where the connection stays open. */
  private static String exchange(SSLSocket socket, String path, String... fields)
      throws IOException {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: m\r\n");
    request.append("Authorization: Bearer " + TOKEN + "\r\n");
    for (String field : fields) {
      request.append(field).append("\r\n");
    }
    socket.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
    InputStream in = socket.getInputStream();
    if (fields.length > 0) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.read());
    }
    int length =
        Integer.parseInt(head.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1"));
    return head + new String(in.readNBytes(length), ISO_8859_1);
  }

  /** A ClientHello (RFC 4346 §7.4.1.2) of TLS 1.1 with suites that it had. */
  private static byte[] helloOfTls11() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream hello = new DataOutputStream(bytes);
    hello.writeShort(0x0302);
    hello.write(new byte[32]);
    hello.writeByte(0);
    hello.writeShort(4);
    hello.writeInt(0xc009_002f);
    hello.writeShort(0x0100);
    byte[] body = bytes.toByteArray();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    DataOutputStream framed = new DataOutputStream(whole);
    framed.writeByte(22);
    framed.writeShort(0x0301);
    framed.writeShort(body.length + 4);
    framed.writeByte(1);
    framed.writeByte(0);
    framed.writeShort(body.length);
    framed.write(body);
    return whole.toByteArray();
  }
}
