package dev.headgate.storage.postgres.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.SharedCredentialsContract;
import dev.headgate.core.credential.TokenVault;
import dev.headgate.core.credential.TokenVaultContract;
import dev.headgate.core.slot.Slots;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.slot.PostgresSlots;
import dev.headgate.storage.testing.RealPostgres;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresTokenVaultTest implements TokenVaultContract, SharedCredentialsContract {
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
  public TokenVault vault() {
    return new PostgresTokenVault(database);
  }

  @Override
  public Slots slots() {
    return new PostgresSlots(database);
  }

  @Test
  void rowsThatHaveExpiredLeaveWithTheNextToken() {
    Installation installation = TokenVaultContract.fresh();
    database.<Integer>write(handle ->
        handle.execute(
            "INSERT INTO headgate.access_token VALUES ('github.test', ?, 1, 'old', 1, 2)",
            installation.app()));
    vault()
        .putIfNewer(
            installation,
            TokenVaultContract.aged(Instant.now(), Duration.ofMinutes(30), "sealed"),
            Instant.now());

    assertThat(rows(installation)).isEqualTo(1);
    vault().remove(installation);
    assertThat(rows(installation)).isZero();
  }

  private static int rows(Installation installation) {
    return database.<Integer>read(handle ->
        handle
            .select(
                "SELECT count(*)::integer FROM headgate.access_token WHERE app = ?",
                installation.app())
            .mapTo(Integer.class)
            .one());
  }
}
