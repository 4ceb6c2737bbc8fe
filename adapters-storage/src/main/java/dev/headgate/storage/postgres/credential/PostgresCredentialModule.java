package dev.headgate.storage.postgres.credential;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.credential.TokenVault;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps sealed tokens in Postgres. */
public final class PostgresCredentialModule extends AbstractModule {

  @Provides
  @Singleton
  static TokenVault vault(PostgresDatabase database) {
    return new PostgresTokenVault(database);
  }
}
