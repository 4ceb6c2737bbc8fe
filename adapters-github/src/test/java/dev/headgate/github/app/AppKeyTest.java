package dev.headgate.github.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.identity.Secret;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppKeyTest {
  private static final KeyPair PAIR = Keys.rsa(2048);

  @Test
  void readsTheKeyInEveryFormThatItIsWrittenIn() throws Exception {
    String pkcs1 = Keys.pkcs1(PAIR).reveal();
    String pkcs8 = Keys.pkcs8(PAIR).reveal();
    for (String pem :
        List.of(
            pkcs1,
            pkcs8,
            pkcs1.strip(),
            pkcs1.replace("\n", "\\n"),
            pkcs8.replace("\n", "\\r\\n"),
            pkcs1.replace("\n", "\r\n"),
            pkcs1.replace("\n", " "),
            pkcs8.replace("\n", ""),
            "Bag Attributes\n" + pkcs8)) {
      Signature verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(PAIR.getPublic());
      verifier.update("to sign".getBytes(UTF_8));
      byte[] signature = AppKey.of(Secret.of(pem)).sign("to sign".getBytes(UTF_8));
      assertThat(verifier.verify(signature)).as(pem.substring(0, 20)).isTrue();
    }
    byte[] longer = AppKey.of(Keys.pkcs1(Keys.rsa(4096))).sign(new byte[0]);
    assertThat(longer).hasSize(512);
  }

  @Test
  void saysWhatIsWrongAndShowsNothingOfIt() throws Exception {
    String pem = Keys.pkcs1(PAIR).reveal();
    refused("/etc/headgate/app.pem", "no PEM; it begins with -----BEGIN");
    refused(pem.substring(0, pem.indexOf("-----END")), "cut off");
    refused(pem.replace("END RSA", "END"), "begins as RSA PRIVATE KEY and ends as PRIVATE KEY");
    refused(Keys.pem("PUBLIC KEY", PAIR.getPublic().getEncoded()), "a PUBLIC KEY");
    refused(Keys.pem("CERTIFICATE", new byte[9]), "a CERTIFICATE");
    refused(Keys.pem("ENCRYPTED PRIVATE KEY", new byte[9]), "encrypted");
    refused(
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nAAAA\n"
            + "-----END RSA PRIVATE KEY-----",
        "encrypted");
    refused(Keys.pem("RSA PRIVATE KEY", new byte[300]), "damaged, or of another algorithm");
    refused(Keys.pkcs1(Keys.rsa(1024)).reveal(), "too short for RS256, at least 2048 bits");
    KeyPair curve = KeyPairGenerator.getInstance("EC").generateKeyPair();
    refused(Keys.pkcs8(curve).reveal(), "damaged, or of another algorithm");
  }

  @Test
  void isNeverShown() {
    assertThat(AppKey.of(Keys.pkcs1(PAIR))).hasToString(Secret.MASK);
  }

  private static void refused(String pem, String message) {
    assertThatThrownBy(() -> AppKey.of(Secret.of(pem)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("(expected: the App's RSA private key in PEM")
        .satisfies(mistake ->
            assertThat(mistake.getMessage()).doesNotContain(pem.substring(pem.length() / 2)));
  }
}
