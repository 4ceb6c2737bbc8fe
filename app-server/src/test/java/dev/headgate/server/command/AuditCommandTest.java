package dev.headgate.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.server.HeadgateMain;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server's audit, and the commands in processes of their own. */
class AuditCommandTest {
  private static final String SECRET = "an-administrators-token-of-some-length";
  private static final String KEY = "an-audit-key-of-some-length";

  @TempDir Path directory;
  private final OwnRedis redis = RealRedis.own();

  @AfterEach
  void close() {
    redis.close();
  }

  private record Outcome(int status, String text) {}

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    Path text = Files.createTempFile(directory, "out", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            HeadgateMain.class.getName(),
            "audit");
    builder.command().addAll(List.of(arguments));
    builder.environment().put("STORAGE_TYPE", "redis");
    builder.environment().put("REDIS_URL", redis.settings().nodes().get(0).toString());
    builder.environment().put("AUDIT_KEY", KEY);
    int status = builder.redirectErrorStream(true).redirectOutput(text.toFile()).start().waitFor();
    return new Outcome(status, Files.readString(text));
  }

  @Test
  void findsWhatWasTamperedWith() throws Exception {
    try (MirrorFixture server =
        MirrorFixture.start(
            "STORAGE_TYPE",
            "redis",
            "REDIS_URL",
            redis.settings().nodes().get(0).toString(),
            "AUDIT_KEY",
            KEY,
            "HEADGATE_ADMIN_TOKEN",
            SECRET)) {
      for (int i = 0; i < 3; i++) {
        assertThat(server.get("/api/v1/audit", "", "Authorization", "Bearer wrong").statusCode())
            .isEqualTo(401);
      }
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(
                      server
                          .get(
                              "/api/v1/audit?format=ndjson&after=0",
                              "",
                              "Authorization",
                              "Bearer " + SECRET)
                          .body()
                          .lines())
                  .hasSize(3)
                  .allMatch(line -> line.contains("access.denied")));
    }
    Outcome whole = run("verify");
    assertThat(whole.text()).contains("Entries: 3", "The chain is whole.");
    assertThat(whole.status()).isZero();
    Outcome exported = run("export");
    Path lines = Files.write(directory.resolve("audit.ndjson"), exported.text().getBytes(UTF_8));
    assertThat(run("verify", "--file", lines.toString()).status()).isZero();
    Files.writeString(lines, exported.text().replaceFirst("access.denied", "access.granted"));
    assertThat(run("verify", "--file", lines.toString()))
        .satisfies(outcome -> {
          assertThat(outcome.status()).isEqualTo(1);
          assertThat(outcome.text()).contains("TAMPERED: Entry 1 is changed");
        });
    redis.command("XDEL", "headgate:{audit}:entries", "2-0");
    assertThat(run("verify"))
        .satisfies(outcome -> {
          assertThat(outcome.status()).isEqualTo(1);
          assertThat(outcome.text()).contains("TAMPERED: Entry 2 is missing.");
        });
  }
}
