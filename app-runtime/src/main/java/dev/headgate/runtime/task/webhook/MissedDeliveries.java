package dev.headgate.runtime.task.webhook;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.slot.SlotDecision;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.github.webhook.AppHook;
import dev.headgate.github.webhook.AppHook.Delivery;
import dev.headgate.runtime.configuration.WebhookSettings;
import dev.headgate.runtime.telemetry.WebhookMetrics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through what an App's webhook delivered, and has GitHub send again what nobody accepted, or
 * what was accepted and is unknown all the same. GitHub itself never repeats a delivery.
 *
 * <p>One process looks at a time, whoever holds the place for it. Each look reads at most {@value
 * #MOST_PAGES} pages and repeats at most {@value #MOST_REPEATS} deliveries, each at most {@value
 * #MOST_ATTEMPTS} times with growing pauses between. Thread-safe.
 */
public final class MissedDeliveries {
  private static final Logger LOG = LoggerFactory.getLogger(MissedDeliveries.class);
  private static final int MOST_PAGES = 20;
  private static final int MOST_REPEATS = 50;
  private static final int MOST_ATTEMPTS = 6;
  private static final SlotPool PLACE = new SlotPool("webhook-deliveries", 1);

  /** So long a delivery may be on its way. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  /** So long who looks keeps the place at least, that a long look meets no other. */
  private static final Duration TERM = Duration.ofMinutes(1);

  private final AppHook hook;
  private final TaskQueue queue;
  private final boolean remembering;
  private final Slots slots;
  private final String process;
  private final WebhookSettings settings;
  private final AuditLog audit;
  private final WebhookMetrics metrics;
  private final InstantSource clock;

  /** Attempts that were asked to be repeated, and when: the list tells of it later. */
  private final Map<Long, Instant> asked = new ConcurrentHashMap<>();

  /**
   * Looks at that App's deliveries.
   *
   * @param remembering whether the queue outlives the process, so that what it does not know it
   *     never got
   * @param process names this process among those that might look
   */
  public MissedDeliveries(
      AppHook hook,
      TaskQueue queue,
      boolean remembering,
      Slots slots,
      String process,
      WebhookSettings settings,
      AuditLog audit,
      WebhookMetrics metrics,
      InstantSource clock) {
    this.hook = hook;
    this.queue = queue;
    this.remembering = remembering;
    this.slots = slots;
    this.process = process;
    this.settings = settings;
    this.audit = audit;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Looks once, unless another process does; answers how many are sent again. */
  public int look() {
    Instant now = clock.instant();
    Duration twice = settings.poll().multipliedBy(2);
    Duration lease = twice.compareTo(TERM) < 0 ? TERM : twice;
    if (!(slots.acquire(process, List.of(PLACE), lease, now) instanceof SlotDecision.Taken)) {
      return 0;
    }
    try {
      return repeat(missed(deliveries(now), now), now);
    } catch (IOException failure) {
      LOG.warn("missed webhooks could not be looked for: {}", failure.getMessage());
      metrics.repeated(false);
      return 0;
    }
  }

  /** The attempts by GUID, the latest of each first. */
  private Map<String, List<Delivery>> deliveries(Instant now) throws IOException {
    Instant oldest = now.minus(settings.lookBack());
    Map<String, List<Delivery>> byGuid = new LinkedHashMap<>();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      AppHook.Page found = hook.deliveries(cursor);
      boolean older = false;
      for (Delivery delivery : found.deliveries()) {
        older |= delivery.at().isBefore(oldest);
        if (!delivery.at().isBefore(oldest) && delivery.guid().matches("[A-Za-z0-9-]{1,56}")) {
          byGuid.computeIfAbsent(delivery.guid(), guid -> new ArrayList<>()).add(delivery);
        }
      }
      cursor = found.next();
      if (older || cursor.isEmpty()) {
        break;
      }
    }
    return byGuid;
  }

  private List<Delivery> missed(Map<String, List<Delivery>> byGuid, Instant now) {
    List<Delivery> missed = new ArrayList<>();
    byGuid.forEach((guid, attempts) -> {
      Delivery latest = attempts.get(0);
      boolean accepted = attempts.stream().anyMatch(Delivery::accepted);
      boolean known = accepted && (!remembering || queue.find(WebhookTask.id(guid)).isPresent());
      Instant repeated = asked.getOrDefault(latest.id(), Instant.MIN);
      boolean underWay = repeated.plus(GRACE).isAfter(now);
      Duration pause = GRACE.multipliedBy(1L << Math.min(attempts.size() - 1, 10));
      if (!known
          && !underWay
          && attempts.size() < MOST_ATTEMPTS
          && !latest.at().plus(pause).isAfter(now)) {
        missed.add(latest);
      }
    });
    return missed;
  }

  private int repeat(List<Delivery> missed, Instant now) throws IOException {
    asked.values().removeIf(at -> !at.plus(GRACE).isAfter(now));
    int repeated = 0;
    // The oldest first: the newest come round again.
    for (int i = missed.size() - 1; i >= 0 && repeated < MOST_REPEATS; i--) {
      Delivery delivery = missed.get(i);
      int status = hook.redeliver(delivery.id());
      asked.put(delivery.id(), now);
      boolean taken = status >= 200 && status < 300;
      metrics.repeated(taken);
      audit.append(
          new AuditEvent(
              now,
              process,
              "webhook.redelivered",
              delivery.event() + " " + delivery.guid(),
              "GitHub answered " + status,
              ""));
      if (status == 403 || status == 429) {
        LOG.warn("GitHub limits the App; further missed webhooks wait for the next look");
        break;
      }
      repeated++;
    }
    return repeated;
  }
}
