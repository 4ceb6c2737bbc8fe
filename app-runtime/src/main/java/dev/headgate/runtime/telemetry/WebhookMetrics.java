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
  private final Counter refreshes;

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
    refreshes =
        families.counter(
            "webhook_refreshes_total",
            "Resources read again after a webhook had spoken of them, by how that ended.",
            "status");
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

  /** Something was to be read again. */
  public void refreshed(Refresh result) {
    refreshes.labelValues(result.label()).inc();
  }

  /** How reading something again ended. */
  public enum Refresh {
    /** The cache has it. */
    SUCCESS,
    /** GitHub, the quota or the gateway's credentials did not allow it. */
    FAILURE,
    /** It was not tried: another had just failed, or too much was to be read again. */
    DROPPED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
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
