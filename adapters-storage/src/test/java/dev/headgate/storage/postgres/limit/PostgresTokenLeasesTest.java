package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenLeases;
import dev.headgate.core.limit.TokenLeasesContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresTokenLeasesTest implements TokenLeasesContract {

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
  public TokenBuckets tokenBuckets() {
    return new PostgresTokenBuckets(database, true);
  }

  @Override
  public TokenLeases tokenLeases() {
    return new PostgresTokenLeases(database, true);
  }
}
