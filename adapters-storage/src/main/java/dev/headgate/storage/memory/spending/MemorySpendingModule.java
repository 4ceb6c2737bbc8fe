package dev.headgate.storage.memory.spending;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.spending.SpendingBoard;

/** A board that no other process sees. */
public final class MemorySpendingModule extends AbstractModule {

  @Provides
  @Singleton
  static SpendingBoard spendingBoard() {
    return new MemorySpendingBoard();
  }
}
