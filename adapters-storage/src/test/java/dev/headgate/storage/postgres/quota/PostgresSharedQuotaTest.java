package dev.headgate.storage.postgres.quota;

import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.QuotaHistoryContract;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.SharedQuotaLedgerContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class PostgresSharedQuotaTest implements SharedQuotaLedgerContract, QuotaHistoryContract {
  private static OwnPostgres postgres;
  private static PostgresSettings settings;

  private final List<PostgresDatabase> databases = new ArrayList<>();

  @BeforeAll
  static void start() {
    postgres = RealPostgres.own();
    settings = postgres.migrated().withPoolSize(4);
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @AfterEach
  void disconnect() {
    databases.forEach(PostgresDatabase::close);
  }

  @Override
  public QuotaLedger process() {
    PostgresDatabase database = new PostgresDatabase(settings);
    databases.add(database);
    return new PostgresQuotaLedger(database, PostgresQuotaSettings.DEFAULTS);
  }

  /** As many as have a connection: on few cores the others would wait for one too long. */
  @Override
  public int threadsPerProcess() {
    return 4;
  }

  @Override
  public String store() {
    return settings.url() + "?user=postgres";
  }
}
