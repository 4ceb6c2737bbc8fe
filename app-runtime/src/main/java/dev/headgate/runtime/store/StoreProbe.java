package dev.headgate.runtime.store;

import dev.headgate.core.storage.StorageFailure;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after one store, and says when it goes and comes, and why it is away: each reason once, for
 * the first may be that a connection took long, and only the next that it was refused. For one
 * thread.
 */
final class StoreProbe implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

  /** How many reasons one absence may have. */
  private static final int MOST_REASONS = 10;

  private final SharedStore store;
  private final Set<String> told = new HashSet<>();
  private String reason = "";

  StoreProbe(SharedStore store) {
    this.store = store;
  }

  @Override
  public void run() {
    store.guard().probe(this::ping);
    String name = store.guard().store();
    if (store.guard().reachable()) {
      if (!told.isEmpty()) {
        LOG.warn("{} is back", name);
        told.clear();
      }
    } else if (!reason.isEmpty() && told.size() < MOST_REASONS && told.add(reason)) {
      LOG.warn("{} is away: {}", name, reason);
    }
  }

  private void ping() {
    try {
      store.ping().run();
      reason = "";
    } catch (StorageFailure failure) {
      reason = String.valueOf(failure.getMessage());
      throw failure;
    }
  }
}
