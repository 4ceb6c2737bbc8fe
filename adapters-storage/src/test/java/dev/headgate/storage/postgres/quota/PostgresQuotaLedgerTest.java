package dev.headgate.storage.postgres.quota;

import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaLedgerContract;
import dev.headgate.core.quota.QuotaLedgerModelContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresQuotaLedgerTest implements QuotaLedgerContract, QuotaLedgerModelContract {
  private static PostgresDatabase database;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
  }

  @AfterAll
  static void disconnect() {
    database.close();
  }

  @Override
  public QuotaLedger quotaLedger() {
    return new PostgresQuotaLedger(database, PostgresQuotaSettings.DEFAULTS, true);
  }

  @Override
  public int sequences() {
    return 5;
  }
}
