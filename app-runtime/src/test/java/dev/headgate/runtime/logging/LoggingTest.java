package dev.headgate.runtime.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headgate.core.identity.Redactor;
import dev.headgate.core.identity.Secret;
import dev.headgate.runtime.configuration.LoggingSettings;
import dev.headgate.runtime.configuration.LoggingSettings.Format;
import dev.headgate.runtime.configuration.LoggingSettings.Level;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class LoggingTest {

  private static final String TOKEN = "ghs_123_eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxIn0.c2ln-bmF0_dXJl";
  private static final String CONFIGURED = "p\"lanted \\ value";
  private static final Redactor REDACTOR = Redactor.knowing(List.of(Secret.of(CONFIGURED)));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Logger logger = LoggerFactory.getLogger("dev.headgate.test");

  @AfterEach
  void restore() {
    MDC.clear();
    Logging.start(LoggingSettings.DEFAULTS, Redactor.FORMS, System.err);
  }

  private static LoggingSettings settings(Format format) {
    return new LoggingSettings(format, Level.INFO, Map.of(), 1);
  }

  private String written() {
    return out.toString(UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void writesNoSecretFromAnyPartOfAnEvent(Format format) {
    try (Logging logging = Logging.start(settings(format), REDACTOR, out)) {
      for (String secret : List.of(TOKEN, CONFIGURED)) {
        logger.info("message " + secret);
        logger.info("argument {}", secret);
        logger.info("object {}", Map.of("Authorization", List.of("Bearer " + secret)));
        logger.atInfo().addKeyValue("pair", secret).log("pair");
        logger.atInfo().addKeyValue(secret, "key").log("key");
        LoggerFactory.getLogger("logger." + secret).info("name");
        MDC.put("context", secret);
        MDC.put(Logging.REQUEST_ID, secret);
        logger.info("context");
        MDC.clear();
        IllegalStateException suppressed = new IllegalStateException("suppressed " + secret);
        IllegalStateException thrown =
            new IllegalStateException("outer " + secret, new IOException("cause " + secret));
        thrown.addSuppressed(suppressed);
        logger.error("thrown", thrown);
        LoggerFactory.getLogger(Logging.ACCESS).info("GET /x?access_token={}", secret);
      }
      assertThat(logging.droppedAccessLines()).isZero();
    }

    assertThat(written())
        .doesNotContain("eyJ", "c2ln", "lanted", "ghs_")
        .contains("message ****", "argument ****", "GET /x?access_token=****");
  }

  @Test
  void writesValidJsonAlsoWhereItRedacts() throws IOException {
    try (Logging logging = Logging.start(settings(Format.JSON), REDACTOR, out)) {
      MDC.put(Logging.REQUEST_ID, "r-1");
      logger.atWarn().addKeyValue("token", CONFIGURED).log("password=\"{}\" and more", CONFIGURED);
      logger.info("Authorization: Bearer {}", TOKEN);
      logger.error("key -----BEGIN PRIVATE KEY-----\nMIIB\n", new IOException(TOKEN));
      assertThat(logging.droppedAccessLines()).isZero();
    }

    List<String> lines = written().lines().toList();
    assertThat(lines).hasSize(3);
    for (String line : lines) {
      JsonNode event = new ObjectMapper().readTree(line);
      assertThat(event.get("request_id").asText()).isEqualTo("r-1");
      assertThat(event.get("message").asText()).contains("****");
    }
    assertThat(new ObjectMapper().readTree(lines.getFirst()).get("token").asText())
        .isEqualTo("****");
  }

  @Test
  void writesOneReadableLinePerEvent() {
    try (Logging logging = Logging.start(settings(Format.HUMAN), REDACTOR, out)) {
      MDC.put(Logging.REQUEST_ID, "r-1");
      MDC.put("caller", "octocat");
      logger.atInfo().addKeyValue("port", 8080).log("listening on {}", "127.0.0.1");
      logger.debug("under the level");
      assertThat(logging.droppedAccessLines()).isZero();
    }

    assertThat(written())
        .matches(
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  \\[r-1] headgate.test - "
                + "listening on 127.0.0.1 caller=octocat port=8080\n");
  }

  @Test
  void neverLetsTheServerDumpItsBuffers() {
    LoggingSettings settings = new LoggingSettings(Format.HUMAN, Level.TRACE, Map.of(), 1);
    try (Logging logging = Logging.start(settings, REDACTOR, out)) {
      LoggerFactory.getLogger("org.eclipse.jetty.io.SocketChannelEndPoint").debug("a buffer");
      logger.debug("our own");
      assertThat(logging.droppedAccessLines()).isZero();
    }

    assertThat(written()).contains("our own").doesNotContain("a buffer");
  }

  @Test
  void letsNobodyForgeALineOrDriveTheTerminal() {
    String forged = "x\r\n2026-01-01 INFO forged\u001b[2J\u0085\u2028\u202e\0\t";
    try (Logging logging = Logging.start(settings(Format.HUMAN), REDACTOR, out)) {
      MDC.put("context", forged);
      logger.atInfo().addKeyValue("pair", forged).log("message {}", forged);
      logger.warn("thrown", new IOException(forged));
      assertThat(logging.droppedAccessLines()).isZero();
    }

    assertThat(written().lines().filter(line -> line.startsWith("2026-01-01"))).isEmpty();
    assertThat(written())
        .contains("message x\\r\\n2026-01-01 INFO forged\\u001b[2J\\u0085\\u2028\\u202e\\u0000\\t")
        .doesNotContain("\u001b", "\u0085", "\u2028", "\u202e", "\0", "\r");
  }

  @Test
  void writesCausesAndSuppressedExceptionsIndented() {
    try (Logging logging = Logging.start(settings(Format.HUMAN), REDACTOR, out)) {
      IOException cause = new IOException("inner");
      logger.error("failed", new IllegalStateException("outer", cause));
      assertThat(logging.droppedAccessLines()).isZero();
    }

    assertThat(written())
        .contains("headgate.test - failed\n\tjava.lang.IllegalStateException: outer\n\t  ")
        .contains("\tcaused by: java.io.IOException: inner\n");
    assertThat(written().lines().skip(1)).allMatch(line -> line.startsWith("\t"));
  }

  @Test
  void neverLetsTheAccessLogWaitForASlowStream() throws InterruptedException {
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            stuck.countDown();
            try {
              released.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            out.write(b);
          }
        };
    Logger access = LoggerFactory.getLogger(Logging.ACCESS);
    try (Logging logging = Logging.start(settings(Format.HUMAN), REDACTOR, slow)) {
      access.info("first");
      stuck.await();
      for (int i = 0; i < 10_000; i++) {
        access.info("line {}", i);
      }
      assertThat(logging.droppedAccessLines()).isEqualTo(10_000 - 8_192);
      released.countDown();
    }

    assertThat(written().lines()).hasSize(8_193).last().asString().endsWith("line 8191");
  }

  @Test
  void writesAccessLinesThatGatherTogetherAndInOrder() {
    AtomicInteger writes = new AtomicInteger();
    OutputStream counting =
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            writes.incrementAndGet();
            out.write(bytes, offset, length);
          }
        };
    Logger access = LoggerFactory.getLogger(Logging.ACCESS);
    try (Logging logging = Logging.start(settings(Format.HUMAN), REDACTOR, counting)) {
      for (int i = 0; i < 5_000; i++) {
        access.info("line {}", i);
      }
      assertThat(logging.droppedAccessLines()).isZero();
    }

    assertThat(writes.get()).isLessThan(1_000);
    List<String> lines = written().lines().toList();
    assertThat(lines).hasSize(5_000);
    for (int i = 0; i < 5_000; i++) {
      assertThat(lines.get(i)).endsWith("line " + i);
    }
  }

  @Test
  void aLineThatCannotBeWrittenDoesNotEndTheAccessLog() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    Logger access = LoggerFactory.getLogger(Logging.ACCESS);
    try (Logging logging = Logging.start(settings(Format.JSON), REDACTOR, out)) {
      access.atInfo().addKeyValue("broken", broken).log("lost");
      access.info("kept");
      assertThat(logging.droppedAccessLines()).isZero();
    }

    assertThat(written()).contains("kept").doesNotContain("lost");
  }

  @Test
  void keepsOneOfManyAccessLinesAndEveryWarning() {
    LoggingSettings sampled = new LoggingSettings(Format.HUMAN, Level.INFO, Map.of(), 10);
    Logger access = LoggerFactory.getLogger(Logging.ACCESS);
    try (Logging logging = Logging.start(sampled, REDACTOR, out)) {
      for (int i = 0; i < 100; i++) {
        access.info("line");
      }
      access.warn("slow");
      logger.info("other");
      assertThat(logging.droppedAccessLines()).isZero();
    }

    assertThat(written().lines().filter(line -> line.endsWith("line"))).hasSize(10);
    assertThat(written()).contains("slow", "other");
  }

  @Test
  void writesNothingMoreOnceItIsClosed() {
    Logging.start(settings(Format.HUMAN), REDACTOR, out).close();

    logger.error("too late");

    assertThat(written()).isEmpty();
  }
}
