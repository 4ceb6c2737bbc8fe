package dev.headgate.storage.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * A self-signed certificate and its key, made by the JDK's {@code keytool} in a folder of its own.
 *
 * @param store a PKCS #12 file with both, which serves to trust the certificate as well
 * @param certificate the certificate as PEM
 * @param key the key as PEM
 */
public record TestCertificate(Path store, Path certificate, Path key) {

  /** The password of {@link #store}. */
  public static final String PASSWORD = "test-store";

  private static final String ALIAS = "server";

  /**
   * A certificate for that subject alternative name.
   *
   * @param name such as {@code ip:127.0.0.1} or {@code dns:elsewhere.test}
   */
  public static TestCertificate of(String name) {
    try {
      Path folder = Files.createTempDirectory("headgate-certificate");
      Path store = folder.resolve("store.p12");
      make(store, name);
      KeyStore content = KeyStore.getInstance("PKCS12");
      try (InputStream file = Files.newInputStream(store)) {
        content.load(file, PASSWORD.toCharArray());
      }
      return new TestCertificate(
          store,
          pem(
              folder.resolve("certificate.pem"),
              "CERTIFICATE",
              content.getCertificate(ALIAS).getEncoded()),
          pem(
              folder.resolve("key.pem"),
              "PRIVATE KEY",
              content.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** What lets a JVM trust this certificate and no other. */
  public List<String> trusting() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }

  private static void make(Path store, String name) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-dname",
                "CN=" + UUID.randomUUID(),
                "-ext",
                "san=" + name,
                "-validity",
                "3650")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static Path pem(Path file, String what, byte[] content) throws IOException {
    return Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(what, Base64.getMimeEncoder().encodeToString(content), what));
  }
}
