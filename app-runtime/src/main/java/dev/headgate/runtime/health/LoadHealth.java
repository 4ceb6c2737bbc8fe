package dev.headgate.runtime.health;

import dev.headgate.core.protection.BodyMemory;
import dev.headgate.core.protection.LoadShedder;
import dev.headgate.core.protection.LoadStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether this process keeps up with its requests. */
final class LoadHealth {
  private final LoadShedder shedder;
  private final BodyMemory memory;

  LoadHealth(LoadShedder shedder, BodyMemory memory) {
    this.shedder = shedder;
    this.memory = memory;
  }

  /** Whether it refuses some of them. */
  boolean shedding() {
    return shedder.enforced() && shedder.status().shedding();
  }

  Map<String, Object> component() {
    LoadStatus status = shedder.status();
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("status", shedding() ? "degraded" : "healthy");
    component.put("shedding", status.shedding());
    component.put("delay_ms", status.delay().toNanos() / 1e6);
    component.put("waiting", status.waiting());
    component.put("shed", status.shed().values().stream().mapToLong(Long::longValue).sum());
    component.put("cpu_load", Math.round(status.cpu().load() * 1000) / 1000.0);
    component.put("body_bytes", memory.taken());
    component.put("body_limit_bytes", memory.most());
    return component;
  }
}
