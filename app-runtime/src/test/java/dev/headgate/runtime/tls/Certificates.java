package dev.headgate.runtime.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Certificates of an authority made for the purpose, in a folder, by the JDK's {@code keytool}.
 *
 * @param certificate the server's certificate and its issuer's, as PEM
 * @param key its key, PKCS#8 in PEM
 */
public record Certificates(Path certificate, Path key) {
  private static final String PASSWORD = "test-store";

  /** One for the loopback address, of an elliptic curve, that is valid for years. */
  public static Certificates in(Path folder) {
    return made(folder, "EC", "-1d", "3650");
  }

  /** One of that kind of key, valid so many days from then on, such as {@code -10d}. */
  public static Certificates made(Path folder, String algorithm, String from, String days) {
    try {
      Path store = Files.createTempFile(folder, "store", ".p12");
      Files.delete(store);
      keytool(store, "authority", "EC", "-1d", "3650", "-ext", "bc:c");
      keytool(
          store,
          "server",
          algorithm,
          from,
          days,
          "-signer",
          "authority",
          "-ext",
          "san=ip:127.0.0.1");
      KeyStore content = KeyStore.getInstance("PKCS12");
      try (InputStream file = Files.newInputStream(store)) {
        content.load(file, PASSWORD.toCharArray());
      }
      StringBuilder chain = new StringBuilder();
      for (Certificate certificate : content.getCertificateChain("server")) {
        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      byte[] key = content.getKey("server", PASSWORD.toCharArray()).getEncoded();
      return new Certificates(
          write(folder, chain.toString()), write(folder, pem("PRIVATE KEY", key)));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** A file of that content. */
  static Path write(Path folder, String content) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "made", ".pem"), content);
  }

  static String pem(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }

  private static void keytool(
      Path store, String alias, String algorithm, String from, String days, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                algorithm,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD,
                "-dname",
                "CN=" + alias,
                "-startdate",
                from,
                "-validity",
                days));
    command.addAll(Arrays.asList(more));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
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
}
