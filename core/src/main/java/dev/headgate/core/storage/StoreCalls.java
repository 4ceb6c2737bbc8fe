package dev.headgate.core.storage;

import java.util.function.Supplier;

/** The way to one store, which may be barred for a while. */
@FunctionalInterface
public interface StoreCalls {
  /** Calls pass as they are. */
  StoreCalls UNGUARDED = Supplier::get;

  /**
   * Makes one call.
   *
   * @throws StorageUnavailable at once while the way is barred; the store was not asked
   * @throws StorageFailure as the call does
   */
  <T> T call(Supplier<T> call);
}
