package dev.headgate.core.admission;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets requests to GitHub pass when its limits allow, the urgent first, callers of one class in
 * fair turns.
 *
 * <p>Who finds nobody waiting and no limit against him passes at once. Everybody else waits in the
 * line of the counter that he spends, which is bounded: when it fills, low priority is refused
 * first. Nobody waits longer than his patience, nor at all when the limit is known to last longer.
 *
 * <p>Lines are a process's own; the limits behind {@link Gates} are shared, so that what all
 * processes send together keeps to them.
 *
 * <p>Thread-safe.
 */
public final class AdmissionControl {
  /** Above this many principals, those for whom nobody waits are dropped. */
  private static final int MANY = 10_000;

  private final Gates gates;
  private final LineBounds bounds;
  private final Alarm alarm;
  private final InstantSource clock;
  private final ConcurrentHashMap<Payer, Map<String, Line>> lines = new ConcurrentHashMap<>();

  /** Admission by these limits. */
  public AdmissionControl(Gates gates, LineBounds bounds, Alarm alarm, InstantSource clock) {
    this.gates = gates;
    this.bounds = bounds;
    this.alarm = alarm;
    this.clock = clock;
  }

  /** Asks to send a request; the turn tells when, or why not. */
  public Turn enter(AdmissionRequest demand) {
    return line(demand.key()).enter(demand);
  }

  /**
   * Tells that a request of this principal has ended and everything it held was settled: those who
   * wait are tried again.
   */
  public void settled(QuotaKey key) {
    Map<String, Line> mine = lines.get(Payer.of(key));
    if (mine != null) {
      mine.values().forEach(Line::settled);
    }
  }

  /** What a demand would meet now; takes nothing that is not given back. */
  public Attempt explain(AdmissionRequest demand) {
    Instant now = clock.instant();
    Attempt attempt = gates.attempt(demand, now);
    if (attempt instanceof Attempt.Through through) {
      gates.returned(through.pass(), now);
    }
    return attempt;
  }

  /** The lines in which somebody waits. */
  public List<LineView> lines() {
    return lines.values().stream()
        .flatMap(mine -> mine.values().stream())
        .map(Line::view)
        .flatMap(Optional::stream)
        .toList();
  }

  private Line line(QuotaKey key) {
    if (lines.size() > MANY) {
      lines.values().removeIf(mine -> mine.values().stream().allMatch(Line::empty));
    }
    return lines
        .computeIfAbsent(Payer.of(key), payer -> new ConcurrentHashMap<>())
        .computeIfAbsent(key.resource(), resource -> new Line(key, gates, bounds, alarm, clock));
  }

  /** Whose requests share the limits that are not one counter's alone. */
  private record Payer(String host, Principal principal) {
    static Payer of(QuotaKey key) {
      return new Payer(key.host(), key.principal());
    }
  }
}
