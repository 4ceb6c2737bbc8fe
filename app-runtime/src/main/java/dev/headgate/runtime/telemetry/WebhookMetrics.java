package dev.headgate.runtime.telemetry;

import dev.headgate.core.webhook.InvalidationMap;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Locale;

/** Counts webhooks. Safe for use by several threads. */
public final class WebhookMetrics {
  private final Counter deliveries;
  private final CounterDataPoint repeated;
  private final CounterDataPoint notRepeated;

  WebhookMetrics(Families families) {
    deliveries =
        families.counter(
            "webhook_deliveries_total",
            "Webhooks by event and by what became of them; processed comes on top of accepted.",
            "event",
            "result");
    Counter redeliveries =
        families.counter(
            "webhook_redeliveries_total",
            "Missed webhooks that GitHub was asked to send again, by how it answered.",
            "status");
    repeated = redeliveries.labelValues("success");
    notRepeated = redeliveries.labelValues("failure");
  }

  /** Something became of a delivery; events without a meaning for the cache are one label. */
  public void delivered(String event, Result result) {
    boolean known = InvalidationMap.events().contains(event) || event.equals("ping");
    deliveries.labelValues(known ? event : LabelValues.OTHER, result.label()).inc();
  }

  /** GitHub was asked to send a delivery again. */
  public void repeated(boolean taken) {
    (taken ? repeated : notRepeated).inc();
  }

  /** What became of a delivery. */
  public enum Result {
    /** It waits in the queue. */
    ACCEPTED,
    /** It is known already. */
    DUPLICATE,
    /** It had failed before and waits in the queue again. */
    REPLAYED,
    /** Its signature is wrong or missing. */
    UNSIGNED,
    /** It is no webhook. */
    MALFORMED,
    /** It is too large. */
    TOO_LARGE,
    /** There was no room for it. */
    BUSY,
    /** The queue's store could not be asked. */
    UNAVAILABLE,
    /** No secret is configured. */
    DISABLED,
    /** The cache and all listeners have heard of it. */
    PROCESSED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
