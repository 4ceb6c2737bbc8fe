package dev.headgate.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.headgate.core.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Which certificate is shown while files change, and what the operator hears of it. */
class ServerTlsTest {
  @TempDir private Path folder;

  private final Instant start = Instant.now();
  private final ManualTime clock = new ManualTime(start);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Certificates served;

  @BeforeEach
  void listen() {
    served = Certificates.in(folder);
    log.start();
    ((Logger) LoggerFactory.getLogger(ServerTls.class)).addAppender(log);
  }

  @AfterEach
  void leave() {
    ((Logger) LoggerFactory.getLogger(ServerTls.class)).detachAppender(log);
  }

  private ServerTls tls() throws UnfitIdentity {
    return ServerTls.of(served.certificate(), served.key(), clock);
  }

  private List<String> heard() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void showsTheNewOneWhenBothFilesFitAgain() throws IOException, UnfitIdentity {
    ServerTls tls = tls();
    ServerIdentity first = tls.identity();
    Certificates next = Certificates.in(folder);

    replace(next.certificate(), served.certificate());
    tls.refresh();
    tls.refresh();
    assertThat(tls.identity()).as("the key is the old one still").isEqualTo(first);
    assertThat(heard())
        .singleElement()
        .asString()
        .contains("SERVER_TLS_KEY is", "whose key is another");

    replace(next.key(), served.key());
    tls.refresh();
    assertThat(tls.identity())
        .isEqualTo(ServerIdentity.read(next.certificate(), next.key()))
        .isNotEqualTo(first);
    assertThat(heard()).last().asString().contains("another certificate: CN=server");
  }

  @Test
  void keepsTheOldOneWhenAFileIsGone() throws IOException, UnfitIdentity {
    ServerTls tls = tls();
    ServerIdentity first = tls.identity();

    Files.delete(served.certificate());
    tls.refresh();

    assertThat(tls.identity()).isEqualTo(first);
    assertThat(heard()).singleElement().asString().contains("which does not exist");
  }

  @Test
  void warnsOnceOfOneThatExpires() throws UnfitIdentity {
    ServerTls tls = tls();
    assertThat(heard()).isEmpty();

    clock.advance(Duration.between(start, tls.identity().expires()).minusDays(10));
    tls.refresh();
    tls.refresh();
    clock.advance(Duration.ofDays(11));
    tls.refresh();
    tls.refresh();

    assertThat(heard())
        .satisfiesExactly(
            soon -> assertThat(soon).contains("SERVER_TLS_CERTIFICATE expires soon: CN=server"),
            over -> assertThat(over).contains("has expired, and clients will refuse it"));
  }

  @Test
  void startsWithAnExpiredOneAndSaysSo() throws UnfitIdentity {
    served = Certificates.made(folder, "EC", "-10d", "5");

    assertThat(tls().identity().expires()).isBefore(start);
    assertThat(heard()).singleElement().asString().contains("has expired");
  }

  @Test
  void saysOfOneThatIsNotValidYet() throws UnfitIdentity {
    served = Certificates.made(folder, "EC", "+2d", "30");

    assertThat(tls().identity().begins()).isAfter(start);
    assertThat(heard()).singleElement().asString().contains("is not valid yet");
  }

  @Test
  void handshakesUnderWayEndWithTheCertificateTheyBeganWith() throws UnfitIdentity {
    ServerIdentity first = ServerIdentity.read(served.certificate(), served.key());
    Certificates next = Certificates.in(folder);
    ShownIdentity shown = new ShownIdentity(first);
    String begun = String.valueOf(shown.chooseEngineServerAlias("EC", null, null));

    shown.show(ServerIdentity.read(next.certificate(), next.key()));

    assertThat(shown.getCertificateChain(begun)).containsExactlyElementsOf(first.chain());
    assertThat(shown.getPrivateKey(begun)).isEqualTo(first.key());
    assertThat(shown.chooseEngineServerAlias("EC", null, null)).isNotEqualTo(begun);
    assertThat(shown.chooseEngineServerAlias("RSA", null, null)).isNull();
  }

  private static void replace(Path source, Path target) throws IOException {
    Files.writeString(target, Files.readString(source));
  }
}
