package dev.headgate.runtime.store;

import dev.headgate.core.breaker.StoreGuard;
import java.util.List;

/**
 * A store that this server shares with others.
 *
 * @param guard what stands before it
 * @param ping asks it something small; throws a storage failure where no answer comes
 * @param keeps what is kept there, such as {@code quota}
 * @param whenReachable what is to be done once before it can be used; returns when it is done or
 *     this is closed
 * @param closing ends the connections
 */
public record SharedStore(
    StoreGuard guard, Runnable ping, List<String> keeps, Runnable whenReachable, Runnable closing) {
  /** Copies the list. */
  public SharedStore {
    keeps = List.copyOf(keeps);
  }
}
