package dev.headgate.core.audit;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps what anybody on the network can cause, such as refusals, from filling the log: of each such
 * action {@value #MOST} are entered in a minute of the events' own time. How many more there were
 * is told by one {@code audit.omitted} when the next of that action comes in a later minute.
 *
 * <p>Thread-safe; appending holds a lock for a moment.
 */
public final class WithoutFloods implements AuditLog {
  /** How many events of one such action are entered in a minute. */
  public static final int MOST = 100;

  private static final long MINUTE = 60;
  private static final Set<String> ACTIONS = Set.of("access.denied", "webhook.refused");

  private final AuditLog log;
  private final Map<String, Minute> minutes = new HashMap<>();

  /** Passes on to that log. */
  public WithoutFloods(AuditLog log) {
    this.log = log;
  }

  @Override
  public void append(AuditEvent event) {
    if (!ACTIONS.contains(event.action())) {
      log.append(event);
      return;
    }
    synchronized (minutes) {
      Minute minute = minutes.getOrDefault(event.action(), Minute.NONE);
      long number = Math.floorDiv(event.at().getEpochSecond(), MINUTE);
      if (number > minute.number()) {
        if (minute.count() > MOST) {
          log.append(minute.omitted(event));
        }
        minute = new Minute(number, 0);
      }
      minutes.put(event.action(), new Minute(minute.number(), minute.count() + 1));
      if (minute.count() < MOST) {
        log.append(event);
      }
    }
  }

  @Override
  public List<AuditEvent> latest(int limit) {
    return log.latest(limit);
  }

  /** How many events of one action there were in a minute since 1970. */
  private record Minute(long number, long count) {
    static final Minute NONE = new Minute(Long.MIN_VALUE, 0);

    AuditEvent omitted(AuditEvent next) {
      return new AuditEvent(
          next.at(),
          "headgate",
          "audit.omitted",
          next.action(),
          "%d more in the minute from %s"
              .formatted(count - MOST, Instant.ofEpochSecond(number * MINUTE)),
          "");
    }
  }
}
