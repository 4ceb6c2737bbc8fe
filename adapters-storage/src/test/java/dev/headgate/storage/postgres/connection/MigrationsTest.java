package dev.headgate.storage.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.storage.testing.RealPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;

class MigrationsTest {

  private static int applyOnce(PostgresSettings settings) {
    try (PostgresDatabase database = new PostgresDatabase(settings.withPoolSize(1));
        Migrations migrations = new Migrations(database)) {
      return migrations.apply();
    }
  }

  @Test
  void makesTheSchemaAndThenHasNothingToDo() {
    PostgresSettings settings = RealPostgres.shared().database();
    assertThat(applyOnce(settings)).isPositive();
    assertThat(applyOnce(settings)).isZero();
    try (PostgresDatabase database = new PostgresDatabase(settings)) {
      assertThat(
              database.<Integer>read(handle ->
                  handle
                      .select("SELECT count(*) FROM headgate.token_bucket")
                      .mapTo(Integer.class)
                      .one()))
          .isZero();
    }
  }

  @Test
  void onlyOneOfManyWhoStartAtOnceDoesTheWork() {
    PostgresSettings settings = RealPostgres.shared().database();
    List<Integer> applied = Race.of(6, runner -> applyOnce(settings));
    assertThat(applied.stream().filter(steps -> steps > 0)).hasSize(1);
  }
}
