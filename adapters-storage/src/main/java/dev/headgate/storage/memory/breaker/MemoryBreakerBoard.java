package dev.headgate.storage.memory.breaker;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerReport;
import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.BreakerView;
import dev.headgate.core.breaker.Force;
import dev.headgate.core.breaker.SharedCircuit;
import dev.headgate.core.breaker.Vote;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A board in this process's memory: it goes by the callers' time, is empty at the start and asks
 * nobody. An exchange holds a lock for about a microsecond per service.
 */
public final class MemoryBreakerBoard implements BreakerBoard {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Service> services = new HashMap<>();

  @Override
  public List<BreakerView> exchange(
      String process, List<BreakerReport> reports, Duration ttl, Instant now) {
    lock.lock();
    try {
      return reports.stream()
          .map(report -> service(report).take(process, report, ttl, now))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void force(String service, Force force, Instant now) {
    lock.lock();
    try {
      services.computeIfAbsent(service, name -> new Service()).force = force;
    } finally {
      lock.unlock();
    }
  }

  private Service service(BreakerReport report) {
    return services.computeIfAbsent(report.service(), name -> new Service());
  }

  /** What somebody said of a version, and until when that holds. */
  private record Ballot(Vote vote, long version, Instant until) {}

  /** One service's part of the board; its circuit's time left is kept as an instant. */
  private static final class Service {
    private final Map<String, Ballot> ballots = new HashMap<>();
    private SharedCircuit circuit = SharedCircuit.INITIAL;
    private Instant until = Instant.EPOCH;
    private Force force = Force.AUTO;

    BreakerView take(String process, BreakerReport report, Duration ttl, Instant now) {
      vote(process, report, ttl, now);
      boolean changed = change(report.change(), now);
      int granted = 0;
      if (changed || report.version() == circuit.version()) {
        int successes = circuit.successes() + (changed ? 0 : report.succeeded());
        granted = Math.min(report.wanted(), circuit.probes());
        circuit = with(circuit.version(), circuit.probes() - granted, successes);
      }
      return new BreakerView(
          report.service(),
          left(now),
          force,
          count(Vote.HEALTHY),
          count(Vote.FAILING),
          ballots.size(),
          granted);
    }

    private void vote(String process, BreakerReport report, Duration ttl, Instant now) {
      ballots.values().removeIf(ballot -> !now.isBefore(ballot.until()));
      ballots.put(process, new Ballot(report.vote(), report.version(), now.plus(ttl)));
    }

    private boolean change(@Nullable SharedCircuit change, Instant now) {
      if (change == null || change.version() != circuit.version()) {
        return false;
      }
      circuit = change;
      circuit = with(change.version() + 1, change.probes(), change.successes());
      until = now.plus(change.left());
      return true;
    }

    private int count(Vote vote) {
      return (int)
          ballots.values().stream()
              .filter(ballot -> ballot.vote() == vote && ballot.version() == circuit.version())
              .count();
    }

    private SharedCircuit left(Instant now) {
      boolean over = circuit.state() == State.CLOSED || !now.isBefore(until);
      return new SharedCircuit(
          circuit.version(),
          circuit.state(),
          circuit.openings(),
          circuit.openFor(),
          over ? Duration.ZERO : Duration.between(now, until),
          circuit.told(),
          circuit.probes(),
          circuit.successes());
    }

    private SharedCircuit with(long version, int probes, int successes) {
      return new SharedCircuit(
          version,
          circuit.state(),
          circuit.openings(),
          circuit.openFor(),
          circuit.left(),
          circuit.told(),
          probes,
          successes);
    }
  }
}
