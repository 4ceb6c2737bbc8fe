package dev.headgate.runtime.store;

import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import java.util.function.Supplier;

/** The way to a store whose circuit is open. */
final class Barred implements StoreCalls {
  @Override
  public <T> T call(Supplier<T> call) {
    throw new StorageUnavailable("redis", "its circuit is open", new IllegalStateException("open"));
  }
}
