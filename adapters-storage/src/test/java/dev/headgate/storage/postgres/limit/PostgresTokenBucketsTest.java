package dev.headgate.storage.postgres.limit;

import dev.headgate.core.limit.TokenBuckets;
import dev.headgate.core.limit.TokenBucketsContract;
import dev.headgate.core.limit.TokenBucketsModelContract;
import dev.headgate.core.limit.TokenBucketsRaceContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresTokenBucketsTest
    implements TokenBucketsContract, TokenBucketsModelContract, TokenBucketsRaceContract {

  private static PostgresDatabase database;
  private static PostgresTokenBuckets buckets;

  @BeforeAll
  static void connect() {
    database = new PostgresDatabase(RealPostgres.shared().migrated());
    buckets = new PostgresTokenBuckets(database, true);
  }

  @AfterAll
  static void disconnect() {
    database.close();
  }

  @Override
  public TokenBuckets tokenBuckets() {
    return buckets;
  }

  @Override
  public ExecutorService threads() {
    return Executors.newVirtualThreadPerTaskExecutor();
  }
}
