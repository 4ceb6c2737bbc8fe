package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.runtime.tls.Certificates;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What keeps a process from starting that could not speak TLS as it is told to. */
class TlsRulesTest {
  private static final Certificates MADE = Samples.certificate();

  private static Configuration load(String... settings) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    return ConfigurationLoader.load(environment, null).configuration();
  }

  private static void refused(String mistake, String... settings) {
    assertThatThrownBy(() -> load(settings))
        .isInstanceOf(InvalidConfiguration.class)
        .hasMessageContaining(mistake);
  }

  @Test
  void aCertificateNeedsItsKeyAndTheOtherWayRound() {
    refused(
        "server.tls-key (expected: set beside SERVER_TLS_CERTIFICATE); set SERVER_TLS_KEY to the",
        "SERVER_TLS_CERTIFICATE",
        MADE.certificate().toString());
    refused(
        "server.tls-certificate (expected: set beside SERVER_TLS_KEY)",
        "SERVER_TLS_KEY",
        MADE.key().toString());
    TlsFiles files =
        load(
                "SERVER_TLS_CERTIFICATE",
                MADE.certificate().toString(),
                "SERVER_TLS_KEY",
                MADE.key().toString())
            .server()
            .tls();
    assertThat(files).isEqualTo(new TlsFiles(MADE.certificate(), MADE.key()));
  }

  @Test
  void filesThatDoNotServeAreNamedWithWhatIsWrong() {
    refused(
        "server.tls-certificate: /nowhere.pem, which does not exist (expected: a readable PEM file",
        "SERVER_TLS_CERTIFICATE",
        "/nowhere.pem",
        "SERVER_TLS_KEY",
        MADE.key().toString());
    Certificates other = Samples.certificate();
    refused(
        "server.tls-key: %s, whose key is another than the certificate's".formatted(other.key()),
        "SERVER_TLS_CERTIFICATE",
        MADE.certificate().toString(),
        "SERVER_TLS_KEY",
        other.key().toString());
  }

  @Test
  void onePortCannotBeBoth() {
    refused(
        "management.port: 8080 (expected: another port than server.port)",
        "MANAGEMENT_PORT",
        "8080");
    assertThat(load("MANAGEMENT_PORT", "0", "SERVER_PORT", "0").server().managementPort()).isZero();
  }
}
