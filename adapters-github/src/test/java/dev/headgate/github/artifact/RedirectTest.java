package dev.headgate.github.artifact;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.CacheOutcome;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.http.Headers;
import dev.headgate.core.limit.ByteThrottle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Dns;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a redirect must not lead: a real socket of this machine waits there in vain. */
class RedirectTest {
  private static final Map<String, List<String>> NAMES =
      Map.of(
          // As the system's resolver reads it.
          "0x7f000001", List.of("127.0.0.1"),
          "api.github.test", List.of("140.82.112.5"),
          "api.inside.test", List.of("10.1.2.3"),
          "rebound.test", List.of("127.0.0.1"),
          "mixed.test", List.of("140.82.112.6", "127.0.0.1"),
          "mapped.test", List.of("::ffff:127.0.0.1"),
          "carrier.test", List.of("100.64.0.1"));

  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger signed = new AtomicInteger();
  private ServerSocket listener;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!listener.isClosed()) {
            try (Socket visitor = listener.accept()) {
              connections.incrementAndGet();
              visitor
                  .getOutputStream()
                  .write(
                      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"
                          .getBytes(US_ASCII));
            } catch (IOException closed) {
              assert listener.isClosed();
            }
          }
        });
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private static List<InetAddress> lookup(String host) throws UnknownHostException {
    List<String> addresses = NAMES.get(host);
    if (addresses == null) {
      throw new UnknownHostException(host);
    }
    return addresses.stream().map(RedirectTest::address).toList();
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Transfer transfer(String api, String location) {
    Dns dns = RedirectTest::lookup;
    DownloadHost host =
        new DownloadHost(
            new TransferSettings(
                URI.create(api),
                "headgate/test",
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                3,
                Duration.ofMillis(1),
                Duration.ofMillis(1)),
            dns);
    ApiCalls redirecting =
        target -> {
          signed.incrementAndGet();
          return new ApiAnswer(
              302,
              Headers.of(
                  "Location", location.replace("PORT", Integer.toString(listener.getLocalPort()))),
              Content.NONE,
              CacheOutcome.ONLINE_MISS,
              "fwd=bypass",
              null);
        };
    ArtifactApi signer = new ArtifactApi(redirecting, InstantSource.system());
    return new Transfer(
        () -> signer.sign(new ArtifactRef("o", "r", 5)),
        new Transfer.Means(
            host,
            ByteThrottle.of(0, InstantSource.system()),
            (pause, cancellation) -> {},
            () -> 0.5,
            new Cancellation()),
        1 << 20,
        true,
        0,
        null,
        -1);
  }

  private void refused(String api, String location, String why) {
    try (Transfer transfer = transfer(api, location)) {
      assertThatExceptionOfType(TransferStopped.class)
          .isThrownBy(transfer::begin)
          .withMessageContaining(why)
          .withMessageNotContaining("sig=")
          .satisfies(stopped ->
              assertThat(stopped.reason())
                  .isEqualTo(new TransferStopped.Cause.Gone(TransferStopped.Why.REFUSED)));
    }
    assertThat(connections).hasValue(0);
    assertThat(signed).as("and is not tried again").hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1:PORT/blob?sig=x",
        "https://[::1]:PORT/blob?sig=x",
        "https://[::ffff:127.0.0.1]:PORT/blob?sig=x",
        "https://0.0.0.0:PORT/blob?sig=x",
        "https://0x7f000001:PORT/blob?sig=x",
        "https://2130706433:PORT/blob?sig=x",
        "https://169.254.169.254/latest/meta-data?sig=x",
        "https://10.0.0.1/blob?sig=x",
        "https://192.168.0.1/blob?sig=x",
        "https://[fd00::1]/blob?sig=x",
        "https://rebound.test:PORT/blob?sig=x",
        "https://mixed.test:PORT/blob?sig=x",
        "https://mapped.test:PORT/blob?sig=x",
        "https://carrier.test/blob?sig=x"
      })
  void neverToAPrivateAddressFromAPublicApi(String location) {
    refused("https://api.github.test", location, "private address");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://blobs.github.test/blob?sig=x",
        "http://rebound.test:PORT/blob?sig=x",
        "HTTP://127.0.0.1:PORT/blob?sig=x"
      })
  void neverFromHttpsToPlainHttp(String location) {
    refused("https://api.github.test", location, "plain HTTP");
    signed.set(0);
    refused("https://api.inside.test", location, "plain HTTP");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://blobs.github.test/blob?sig=x",
        "file:///etc/passwd?sig=x",
        "https://user:word@blobs.github.test/blob?sig=x",
        "/relative?sig=x"
      })
  void neverToWhatIsNoProperUrl(String location) {
    refused("https://api.github.test", location, "no proper http(s) URL");
  }

  @Test
  void aPrivateApiMayLeadToAPrivateAddressButNoRedirectOfItsIsFollowed() {
    try (Transfer transfer = transfer("http://127.0.0.1", "http://127.0.0.1:PORT/blob?sig=x")) {
      assertThatExceptionOfType(TransferStopped.class)
          .isThrownBy(transfer::begin)
          .withMessageContaining("answered 302");
    }
    assertThat(connections).as("asked three times, and followed never").hasValue(3);
  }
}
