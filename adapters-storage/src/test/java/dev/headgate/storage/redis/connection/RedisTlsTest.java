package dev.headgate.storage.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.TestCertificate;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis over TLS: the server is whom it claims to be, or nothing is sent to it. */
class RedisTlsTest {

  private static final RedisScript ECHO = RedisScript.load(RedisTlsTest.class, "echo.lua");
  private static final String TRUST_STORE = "javax.net.ssl.trustStore";
  private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

  private static OwnRedis redis;
  private static OwnRedis misnamed;
  private static @Nullable String trustedBefore;
  private static @Nullable String passwordBefore;

  @BeforeAll
  static void start() {
    TestCertificate certificate = TestCertificate.of("ip:127.0.0.1");
    TestCertificate another = TestCertificate.of("dns:elsewhere.test");
    try {
      redis = RealRedis.secured(certificate, "requirepass sesame");
    } catch (IllegalStateException without) {
      abort("this machine's Redis speaks no TLS: " + without.getMessage());
    }
    misnamed = RealRedis.secured(another, "requirepass sesame");
    trustedBefore = System.getProperty(TRUST_STORE);
    passwordBefore = System.getProperty(TRUST_PASSWORD);
    trust(certificate);
  }

  private static void trust(TestCertificate certificate) {
    System.setProperty(TRUST_STORE, certificate.store().toString());
    System.setProperty(TRUST_PASSWORD, TestCertificate.PASSWORD);
  }

  @AfterAll
  static void stop() {
    restore(TRUST_STORE, trustedBefore);
    restore(TRUST_PASSWORD, passwordBefore);
    for (OwnRedis server : new OwnRedis[] {redis, misnamed}) {
      if (server != null) {
        server.close();
      }
    }
  }

  private static void restore(String property, @Nullable String value) {
    if (value == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, value);
    }
  }

  private static RedisSettings at(String scheme, OwnRedis server, String password) {
    return RedisSettings.of(
            List.of(URI.create("%s://127.0.0.1:%d".formatted(scheme, server.tlsPort()))))
        .withCredentials(null, Secret.of(password));
  }

  private static void assertRefused(RedisSettings settings, String reason) {
    try (RedisConnection connection = new RedisConnection(settings)) {
      assertThatExceptionOfType(StorageUnavailable.class)
          .isThrownBy(() -> ECHO.run(connection, List.of(), "secret"))
          .withMessageContaining(reason)
          .withMessageNotContaining("sesame");
    }
  }

  @Test
  void connectsToAServerWhoseCertificateIsTrustedAndLogsIn() {
    try (RedisConnection connection = new RedisConnection(at("rediss", redis, "sesame"))) {
      assertThat(ECHO.ask(connection, List.of(), "in").text(0)).isEqualTo("in");
    }
  }

  @Test
  void saysThatThePasswordIsWrong() {
    assertRefused(at("rediss", redis, "sesame-not"), "password");
  }

  @Test
  void sendsNothingToAServerWhoseCertificateNobodyVouchesFor() {
    assertRefused(at("rediss", misnamed, "sesame"), "TLS: ");
  }

  @Test
  void sendsNothingToAServerWhoseCertificateIsForAnotherName() {
    String before = System.getProperty(TRUST_STORE);
    TestCertificate elsewhere = TestCertificate.of("dns:elsewhere.test");
    try (OwnRedis server = RealRedis.secured(elsewhere, "requirepass sesame")) {
      trust(elsewhere);
      assertRefused(at("rediss", server, "sesame"), "TLS: ");
    } finally {
      restore(TRUST_STORE, before);
    }
  }
}
