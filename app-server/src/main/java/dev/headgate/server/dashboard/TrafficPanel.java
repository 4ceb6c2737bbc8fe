package dev.headgate.server.dashboard;

import dev.headgate.runtime.telemetry.Totals;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What is counted, in all and since the look before. Thread-safe. */
final class TrafficPanel {
  private final Supplier<Totals> totals;
  private final AtomicReference<Look> latest;

  TrafficPanel(Supplier<Totals> totals) {
    this.totals = totals;
    this.latest = new AtomicReference<>(new Look(Instant.EPOCH, totals.get()));
  }

  Map<String, Object> view(Instant now) {
    Look next = new Look(now, totals.get());
    Look before = latest.getAndSet(next);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("requests", next.totals.requests());
    view.put("faults", next.totals.faults());
    view.put("rejected", next.totals.rejected());
    view.put("mirrored", next.totals.mirrored());
    view.put("hits", next.totals.hits());
    view.put("sent", next.totals.sent());
    view.put("saved", next.totals.saved());
    view.put("outcomes", next.totals.outcomes());
    view.put("now", Pace.between(before.at, before.totals, now, next.totals));
    return view;
  }

  private record Look(Instant at, Totals totals) {}
}
