package dev.headgate.storage.postgres.setting;

import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.setting.SharedSettingsContract;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.testing.RealPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresSharedSettingsTest implements SharedSettingsContract {

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
  public SharedSettings sharedSettings() {
    return new PostgresSharedSettings(database);
  }
}
