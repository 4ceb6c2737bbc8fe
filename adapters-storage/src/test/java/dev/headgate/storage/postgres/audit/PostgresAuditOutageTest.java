package dev.headgate.storage.postgres.audit;

import dev.headgate.core.audit.AuditStore;
import dev.headgate.core.faults.FaultProxy;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.postgres.connection.PostgresUrl;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.SharedAuditOutageContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresAuditOutageTest implements SharedAuditOutageContract {
  private static OwnPostgres server;

  private FaultProxy proxy;
  private PostgresDatabase direct;
  private PostgresDatabase proxied;

  @BeforeAll
  static void start() {
    server = RealPostgres.own();
    server.migrated();
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void connect() {
    proxy = FaultProxy.to(server.port());
    direct = new PostgresDatabase(PostgresSettings.of(server.url()));
    proxied =
        new PostgresDatabase(
            PostgresSettings.of(
                PostgresUrl.parse("postgres://postgres@127.0.0.1:" + proxy.port() + "/postgres")));
    direct.<int[]>write(handle ->
        handle
            .createScript(
                "TRUNCATE headgate.audit_entry, headgate.audit_writer, headgate.audit_ends;"
                    + " INSERT INTO headgate.audit_ends DEFAULT VALUES")
            .execute());
  }

  @AfterEach
  void disconnect() {
    proxied.close();
    direct.close();
    proxy.close();
  }

  @Override
  public AuditStore store() {
    return new PostgresAuditStore(direct);
  }

  @Override
  public AuditStore throughProxy() {
    return new PostgresAuditStore(proxied);
  }

  @Override
  public FaultProxy proxy() {
    return proxy;
  }

  @Override
  public void crash() {
    server.kill();
    server.restart();
  }
}
