package dev.headgate.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.audit.AuditChain;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditSettings;
import dev.headgate.core.audit.AuditWatch;
import dev.headgate.core.audit.ChainedAuditLog;
import dev.headgate.storage.postgres.audit.PostgresAuditStore;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Also: what the program's own {@code audit verify} says of a table that was meddled with. */
class PostgresAuditProcessTest implements AuditProcessContract {
  private static OwnPostgres server;
  private static PostgresDatabase database;

  @BeforeAll
  static void start() {
    server = RealPostgres.own();
    database = new PostgresDatabase(server.migrated());
  }

  @AfterAll
  static void end() {
    database.close();
    server.close();
  }

  @BeforeEach
  void empty() {
    sql(
        "TRUNCATE headgate.audit_entry, headgate.audit_writer, headgate.audit_ends;"
            + " INSERT INTO headgate.audit_ends DEFAULT VALUES");
  }

  private static void sql(String statements) {
    database.<int[]>write(handle -> handle.createScript(statements).execute());
  }

  @Override
  public int port() {
    return server.port();
  }

  @Override
  public Map<String, String> store(int port) {
    return Map.of(
        "STORAGE_TYPE",
        "postgres",
        "DATABASE_URL",
        "postgres://postgres@127.0.0.1:" + port + "/postgres");
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(store(port()));
    settings.put("AUDIT_KEY", KEY);
    return settings;
  }

  private void filled(int entries) {
    ChainedAuditLog log =
        new ChainedAuditLog(
            new PostgresAuditStore(database),
            AuditChain.keyed(KEY.getBytes(StandardCharsets.UTF_8)),
            AuditSettings.DEFAULTS,
            AuditWatch.NONE);
    Thread writer = Thread.ofVirtual().start(log::run);
    for (int i = 0; i < entries; i++) {
      log.append(new AuditEvent(Instant.now(), "admin", "limit.changed", "r" + i, "done", ""));
    }
    log.close();
    writer.interrupt();
  }

  @Test
  void tellsWhatWasDoneToTheTable(@TempDir Path directory) throws Exception {
    filled(6);
    String whole = AuditProcessContract.verify(directory, settings(), 0);
    assertThat(whole).contains("Entries: 6", "First: 1:", "Last: 6:", "The chain is whole.");

    sql("UPDATE headgate.audit_entry SET outcome = 'undone' WHERE number = 3");
    assertThat(AuditProcessContract.verify(directory, settings(), 1))
        .contains("TAMPERED: Entry 3 is changed: its hash is not that of its content.");
    sql("UPDATE headgate.audit_entry SET outcome = 'done' WHERE number = 3");

    sql("UPDATE headgate.audit_entry SET number = number + 100 WHERE number IN (4, 5)");
    assertThat(AuditProcessContract.verify(directory, settings(), 1))
        .contains("TAMPERED: Entries 4 to 5 are missing.");
    sql(
        "UPDATE headgate.audit_entry SET number = 5 WHERE number = 104;"
            + " UPDATE headgate.audit_entry SET number = 4 WHERE number = 105");
    assertThat(AuditProcessContract.verify(directory, settings(), 1))
        .as("reordered")
        .contains("TAMPERED: Entry 4 is changed: its hash is not that of its content.");
  }

  @Test
  void tellsThatTheEndIsCutOffIfALaterOneIsKnown(@TempDir Path directory) throws Exception {
    filled(3);
    sql("CREATE TABLE older AS SELECT * FROM headgate.audit_ends");
    filled(3);
    String last =
        AuditProcessContract.verify(directory, settings(), 0)
            .replaceAll("(?s).*Last: (\\S+) .*", "$1");
    sql("DELETE FROM headgate.audit_entry WHERE number > 3");
    assertThat(AuditProcessContract.verify(directory, settings(), 1))
        .contains("TAMPERED: Cut off at the end: entries 4 to 6 are missing.");

    sql(
        "DELETE FROM headgate.audit_ends;"
            + " INSERT INTO headgate.audit_ends SELECT * FROM older; DROP TABLE older");
    assertThat(AuditProcessContract.verify(directory, settings(), 0))
        .as("an old record of the end is genuine: alone it shows nothing")
        .contains("Entries: 3", "The chain is whole.");
    assertThat(AuditProcessContract.verify(directory, settings(), 1, "--seen", last))
        .contains(
            "TAMPERED: Cut off at the end: entry 6 was there before, and the chain ends at entry"
                + " 3.");

    filled(3);
    assertThat(AuditProcessContract.verify(directory, settings(), 1, "--seen", last))
        .contains("TAMPERED: Entry 6 had another hash before: the chain was written anew.");
    assertThat(AuditProcessContract.verify(directory, settings(), 1, "--seen", "6"))
        .contains("--seen: 6 (expected: number:hash");
  }
}
