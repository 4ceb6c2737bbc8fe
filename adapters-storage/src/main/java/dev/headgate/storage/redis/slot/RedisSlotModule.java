package dev.headgate.storage.redis.slot;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.slot.Slots;
import dev.headgate.storage.redis.connection.RedisConnection;

/** Keeps counting leases in Redis. */
public final class RedisSlotModule extends AbstractModule {

  @Provides
  @Singleton
  static Slots slots(RedisConnection connection) {
    return new RedisSlots(connection);
  }
}
