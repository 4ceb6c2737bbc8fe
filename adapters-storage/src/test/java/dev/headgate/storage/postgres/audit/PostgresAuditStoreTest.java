package dev.headgate.storage.postgres.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.audit.AuditStoreContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresAuditStoreTest implements AuditStoreContract {
  private static PostgresDatabase database;
  private AuditStore store;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
  }

  @AfterAll
  static void disconnect() {
    database.close();
  }

  @BeforeEach
  void empty() {
    sql(
        "TRUNCATE headgate.audit_entry, headgate.audit_writer, headgate.audit_ends;"
            + " INSERT INTO headgate.audit_ends DEFAULT VALUES");
    store = new PostgresAuditStore(database);
  }

  @Override
  public AuditStore auditStore() {
    return store;
  }

  private static void sql(String statements) {
    database.<int[]>write(handle -> handle.createScript(statements).execute());
  }

  private void filled() {
    AuditStoreContract.append(store, "1", "2", "3", "4", "5");
    assertThat(AuditStoreContract.fault(store)).isEmpty();
  }

  @Test
  void showsThatOneIsChanged() {
    filled();
    sql("UPDATE headgate.audit_entry SET actor = 'nobody' WHERE number = 3");
    assertThat(AuditStoreContract.fault(store))
        .contains("Entry 3 is changed: its hash is not that of its content.");
  }

  @Test
  void showsThatOneIsMissing() {
    filled();
    sql("DELETE FROM headgate.audit_entry WHERE number = 1");
    assertThat(AuditStoreContract.fault(store)).contains("Entry 1 is missing.");
  }

  @Test
  void showsThatOneIsMissingEvenIfTheOthersAreNumberedAnew() {
    filled();
    sql(
        "DELETE FROM headgate.audit_entry WHERE number = 2;"
            + " UPDATE headgate.audit_entry SET number = 2 WHERE number = 3");
    assertThat(AuditStoreContract.fault(store))
        .contains("Entry 2 is changed: its hash is not that of its content.");
  }

  @Test
  void showsThatTwoAreExchanged() {
    filled();
    sql(
        "UPDATE headgate.audit_entry SET number = 99 WHERE number = 2;"
            + " UPDATE headgate.audit_entry SET number = 2 WHERE number = 3;"
            + " UPDATE headgate.audit_entry SET number = 3 WHERE number = 99");
    assertThat(AuditStoreContract.fault(store))
        .contains("Entry 2 is changed: its hash is not that of its content.");
  }

  @Test
  void showsThatTheEndIsCutOff() {
    filled();
    sql("DELETE FROM headgate.audit_entry WHERE number > 3");
    assertThat(AuditStoreContract.fault(store))
        .contains("Cut off at the end: entries 4 to 5 are missing.");
  }

  @Test
  void showsThatTheRecordedEndWasMovedToHideThat() {
    filled();
    sql(
        "DELETE FROM headgate.audit_entry WHERE number > 3;"
            + " UPDATE headgate.audit_ends SET head = 3,"
            + " head_hash = (SELECT hash FROM headgate.audit_entry WHERE number = 3)");
    assertThat(AuditStoreContract.fault(store).orElseThrow())
        .startsWith("The record of the chain's end (entry 3) is not genuine");
  }
}
