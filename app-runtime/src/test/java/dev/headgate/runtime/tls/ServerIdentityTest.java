package dev.headgate.runtime.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read out of the files that an operator names, and what he is told of the wrong ones. */
class ServerIdentityTest {
  @TempDir private static Path folder;

  private static Certificates curve;
  private static Certificates rsa;

  @BeforeAll
  static void make() {
    curve = Certificates.in(folder);
    rsa = Certificates.made(folder, "RSA", "-1d", "30");
  }

  @Test
  void readsTheChainAndTheKey() throws UnfitIdentity {
    ServerIdentity identity = ServerIdentity.read(curve.certificate(), curve.key());

    assertThat(identity.chain()).hasSize(2);
    assertThat(identity.key().getAlgorithm()).isEqualTo("EC");
    assertThat(identity.toString()).contains("CN=server").doesNotContain("PrivateKey");
    assertThat(ServerIdentity.read(rsa.certificate(), rsa.key()).key().getAlgorithm())
        .isEqualTo("RSA");
  }

  @Test
  void readsTheOlderFormsOfKeys() throws IOException, UnfitIdentity {
    // In both, what PKCS#8 wraps is the older form.
    Path pkcs1 = Certificates.write(folder, Certificates.pem("RSA PRIVATE KEY", unwrapped(rsa)));
    Path sec1 =
        Certificates.write(
            folder,
            Certificates.pem("EC PARAMETERS", new byte[] {6, 0})
                + Certificates.pem("EC PRIVATE KEY", unwrapped(curve)));

    assertThat(ServerIdentity.read(rsa.certificate(), pkcs1).key())
        .isEqualTo(ServerIdentity.read(rsa.certificate(), rsa.key()).key());
    assertThat(ServerIdentity.read(curve.certificate(), sec1).key())
        .isEqualTo(ServerIdentity.read(curve.certificate(), curve.key()).key());
  }

  @Test
  void oneFileMayHoldBoth() throws IOException, UnfitIdentity {
    Path both =
        Certificates.write(
            folder, Files.readString(curve.certificate()) + Files.readString(curve.key()));

    assertThat(ServerIdentity.read(both, both).chain()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ed25519", "EC", "RSA"})
  void everyKindOfKeyThatClientsKnowServes(String algorithm) throws UnfitIdentity {
    Certificates made = Certificates.made(folder, algorithm, "-1d", "30");

    assertThat(ServerIdentity.read(made.certificate(), made.key()).expires())
        .isAfter("2026-01-01T00:00:00Z");
  }

  @Test
  void saysWhatIsWrongWithACertificate() throws IOException {
    refused("which does not exist", folder.resolve("none.pem"), curve.key());
    refused("which is a directory", folder, curve.key());
    refused("which holds no whole PEM block", Certificates.write(folder, "hello"), curve.key());
    refused("which holds no certificate", curve.key(), curve.key());
    refused(
        "which holds a damaged certificate",
        Certificates.write(folder, Certificates.pem("CERTIFICATE", new byte[40])),
        curve.key());
    String[] chain = Files.readString(curve.certificate()).split("(?=-----BEGIN)", -1);
    refused(
        "whose certificate 2 did not issue the one before it",
        Certificates.write(folder, chain[1] + chain[0]),
        curve.key());
    refused(
        "which has more than 256 KiB",
        Certificates.write(folder, "x".repeat(300_000)),
        curve.key());
  }

  @Test
  void saysWhatIsWrongWithAKeyAndNothingOfWhatIsInIt() throws IOException {
    refused("which does not exist", curve.certificate(), folder.resolve("none.pem"));
    refused("which holds no private key", curve.certificate(), curve.certificate());
    refused("not the EC key of this certificate", curve.certificate(), rsa.key());
    refused(
        "whose key is another than the certificate's",
        curve.certificate(),
        Certificates.in(folder).key());
    refused(
        "whose key is encrypted",
        curve.certificate(),
        Certificates.write(folder, Certificates.pem("ENCRYPTED PRIVATE KEY", unwrapped(curve))));
    refused(
        "damaged or not the RSA key",
        rsa.certificate(),
        Certificates.write(
            folder, Certificates.pem("RSA PRIVATE KEY", Arrays.copyOf(unwrapped(rsa), 100))));
    refused(
        "which is damaged: a block holds no base64",
        curve.certificate(),
        Certificates.write(folder, "-----BEGIN PRIVATE KEY-----\nQ\n-----END PRIVATE KEY-----\n"));
  }

  private static void refused(String reason, Path certificate, Path key) {
    assertThatThrownBy(() -> ServerIdentity.read(certificate, key))
        .isInstanceOf(UnfitIdentity.class)
        .hasMessageContaining(reason)
        .hasMessageContaining("(expected: a readable PEM file with")
        .hasMessageNotContaining("MI");
  }

  /** The content of the PKCS#8 structure's last element but for its attributes. */
  private static byte[] unwrapped(Certificates of) throws IOException {
    byte[] der =
        Base64.getMimeDecoder()
            .decode(Files.readString(of.key()).replaceAll("-----[A-Z ]+-----", ""));
    int at = header(der, 0) + 3;
    at += header(der, at) + der[at + 1];
    int start = at + header(der, at);
    return Arrays.copyOfRange(der, start, start + length(der, at));
  }

  private static int header(byte[] der, int at) {
    return der[at + 1] >= 0 ? 2 : 2 + (der[at + 1] & 0x7f);
  }

  private static int length(byte[] der, int at) {
    if (der[at + 1] >= 0) {
      return der[at + 1];
    }
    int length = 0;
    for (int i = 0; i < (der[at + 1] & 0x7f); i++) {
      length = (length << 8) | (der[at + 2 + i] & 0xff);
    }
    return length;
  }
}
