package dev.headgate.storage.memory.slot;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.slot.Slots;

/** Keeps counting leases in this process's memory. */
public final class MemorySlotModule extends AbstractModule {

  @Provides
  @Singleton
  static Slots slots() {
    return new MemorySlots();
  }
}
