package dev.headgate.storage.redis.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.audit.AuditStoreContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisAuditStoreTest implements AuditStoreContract {
  private static OwnRedis server;
  private static RedisConnection connection;
  private AuditStore store;

  @BeforeAll
  static void connect() {
    server = RealRedis.own();
    connection = new RedisConnection(server.settings());
  }

  @AfterAll
  static void disconnect() {
    connection.close();
    server.close();
  }

  @BeforeEach
  void empty() {
    server.command("FLUSHALL");
    store = new RedisAuditStore(connection);
  }

  @Override
  public AuditStore auditStore() {
    return store;
  }

  private void filled() {
    AuditStoreContract.append(store, "1", "2", "3", "4", "5");
    assertThat(AuditStoreContract.fault(store)).isEmpty();
  }

  private String entries() {
    return connection.key("{audit}:entries");
  }

  @Test
  void showsThatOneIsMissing() {
    filled();
    server.command("XDEL", entries(), "3-0");
    assertThat(AuditStoreContract.fault(store)).contains("Entry 3 is missing.");
  }

  @Test
  void showsThatTheOldestAreMissing() {
    filled();
    server.command("XTRIM", entries(), "MAXLEN", "3");
    assertThat(AuditStoreContract.fault(store)).contains("Entries 1 to 2 are missing.");
  }

  @Test
  void showsThatTheEndIsCutOff() {
    filled();
    server.command("XDEL", entries(), "4-0", "5-0");
    assertThat(AuditStoreContract.fault(store))
        .contains("Cut off at the end: entries 4 to 5 are missing.");
  }

  @Test
  void showsThatOneIsInserted() {
    filled();
    server.command(
        "XADD",
        entries(),
        "6-0",
        "t",
        "2026-01-01T12:00:00Z",
        "w",
        "x",
        "a",
        "x",
        "s",
        "x",
        "o",
        "x",
        "r",
        "x",
        "p",
        "0".repeat(64),
        "h",
        "0".repeat(64));
    assertThat(AuditStoreContract.fault(store))
        .contains("Entry 6 is changed: its hash is not that of its content.");
  }

  @Test
  void showsThatTheEndWasForged() {
    filled();
    server.command("HSET", connection.key("{audit}:ends"), "head-seal", "0".repeat(64));
    assertThat(AuditStoreContract.fault(store).orElseThrow())
        .startsWith("The record of the chain's end (entry 5) is not genuine");
  }

  @Test
  void showsThatTheRemovalWasForged() {
    filled();
    String hash = store.after(1, 1).get(0).hash();
    server.command("XTRIM", entries(), "MAXLEN", "3");
    server.command(
        "HSET",
        connection.key("{audit}:ends"),
        "anchor",
        "2",
        "anchor-hash",
        hash,
        "anchor-seal",
        "0".repeat(64));
    assertThat(AuditStoreContract.fault(store).orElseThrow())
        .startsWith("The record of what was removed for its age (up to entry 2) is not genuine");
  }
}
