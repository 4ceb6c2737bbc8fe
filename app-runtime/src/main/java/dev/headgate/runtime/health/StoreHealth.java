package dev.headgate.runtime.health;

import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.StoreStatus;
import dev.headgate.runtime.store.SharedStore;
import dev.headgate.runtime.store.StoreWatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the shared stores are doing, and what goes on without them meanwhile. */
final class StoreHealth {
  private final StoreWatch watch;

  StoreHealth(StoreWatch watch) {
    this.watch = watch;
  }

  /** What is kept in stores that are away, and so runs on its fallback. */
  List<String> degraded() {
    return watch.stores().stream()
        .filter(StoreHealth::away)
        .flatMap(store -> store.keeps().stream())
        .sorted()
        .toList();
  }

  /** One component per store. */
  Map<String, Map<String, Object>> components() {
    Map<String, Map<String, Object>> components = new LinkedHashMap<>();
    watch.stores().forEach(store -> components.put(store.guard().store(), component(store)));
    return components;
  }

  private static Map<String, Object> component(SharedStore store) {
    StoreStatus status = store.guard().status();
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("status", away(store) ? "unhealthy" : "healthy");
    component.put("circuit", status.circuit().state().name().toLowerCase(Locale.ROOT));
    component.put("since", status.circuit().since().toString());
    component.put("latency_ms", status.latest().took().toNanos() / 1e6);
    if (!status.latest().succeeded()) {
      component.put("failure", status.latest().failure());
    }
    component.put("keeps", store.keeps());
    return component;
  }

  private static boolean away(SharedStore store) {
    StoreStatus status = store.guard().status();
    return status.circuit().state() != State.CLOSED || !status.latest().succeeded();
  }
}
