package dev.headgate.storage.postgres.setting;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps what operators change at run time in Postgres. */
public final class PostgresSettingModule extends AbstractModule {

  @Provides
  @Singleton
  static SharedSettings sharedSettings(PostgresDatabase database) {
    return new PostgresSharedSettings(database);
  }
}
