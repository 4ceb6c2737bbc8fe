package dev.headgate.storage.postgres.slot;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.slot.Slots;
import dev.headgate.storage.postgres.connection.PostgresDatabase;

/** Keeps counting leases in Postgres. */
public final class PostgresSlotModule extends AbstractModule {

  @Provides
  @Singleton
  static Slots slots(PostgresDatabase database) {
    return new PostgresSlots(database);
  }
}
