package dev.headgate.k8s;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.core.storage.StoreCalls;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Counts what would count against the API server. */
final class CountingCalls implements StoreCalls {
  private final AtomicInteger failures = new AtomicInteger();

  int failures() {
    return failures.get();
  }

  @Override
  public <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StorageFailure failure) {
      failures.incrementAndGet();
      throw failure;
    }
  }
}
