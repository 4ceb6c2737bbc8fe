package dev.headgate.server.storage;

import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.breaker.StoreStatus;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.core.telemetry.Telemetry;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stores that this process is connected to, each behind a guard, so that nobody waits for one
 * that is known to be away; and everything that must be closed when the process ends.
 */
public final class Stores implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Stores.class);

  private final Map<Store, StoreGuard> guards = new EnumMap<>(Store.class);
  private final Map<Store, Runnable> pings = new EnumMap<>(Store.class);
  private final Deque<AutoCloseable> closing = new ArrayDeque<>();

  Stores(
      Set<Backend> backends, CircuitBreakers local, Telemetry telemetry, InstantSource clock) {
    for (Backend backend : backends) {
      String name = name(backend.store());
      guards.put(backend.store(), new StoreGuard(local.breaker(name), telemetry, clock));
      pings.put(backend.store(), backend.ping());
      closing.push(backend.connection());
    }
  }

  static String name(Store store) {
    return store.name().toLowerCase(Locale.ROOT);
  }

  /** The way to a store; memory needs no guard. */
  public StoreCalls calls(Store store) {
    StoreGuard guard = guards.get(store);
    return guard == null ? StoreCalls.UNGUARDED : guard::call;
  }

  /** How each of them stands, by name. */
  public Map<String, StoreStatus> statuses() {
    Map<String, StoreStatus> statuses = new LinkedHashMap<>();
    guards.forEach((store, guard) -> statuses.put(name(store), guard.status()));
    return statuses;
  }

  /** Looks after every store; to be called about once a second from a thread that may wait. */
  public void probe() {
    guards.forEach((store, guard) -> {
      Runnable ping = pings.get(store);
      if (ping != null) {
        guard.probe(ping);
      }
    });
  }

  /** Closes this as well, before what was there already. */
  synchronized <T extends AutoCloseable> T closing(T part) {
    closing.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception failure) {
        // The others must be closed all the same.
        LOG.warn("a store's connection could not be closed", failure);
      }
    }
  }
}
