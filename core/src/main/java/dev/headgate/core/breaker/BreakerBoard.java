package dev.headgate.core.breaker;

import dev.headgate.core.storage.StorageFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Where processes tell each other what they see of the services they call. It keeps votes, circuits
 * and operators' decisions, compares versions and counts probes; what follows from votes is decided
 * by those who read them.
 *
 * <p>A circuit's change is proposed together with the version it replaces, and made only if no
 * other process was faster: of several proposals to one version exactly one wins. Service names are
 * those that the program uses, few and short.
 *
 * <p>Boards in a store go by the store's clock and do not look at {@code now}. Safe for use by
 * several threads and processes.
 */
public interface BreakerBoard {
  /**
   * Publishes what a process has seen and reads what all have, in one round trip and, for each
   * service, at one moment. For each report, in this order:
   *
   * <ol>
   *   <li>its vote replaces the process's former one and is forgotten after {@code ttl}; {@link
   *       Vote#SILENT} only tells that the process is there;
   *   <li>its change replaces the circuit if that has the report's version, which goes up by one;
   *   <li>its successes are counted if the circuit still has the report's version;
   *   <li>of the probes it wants as many are granted as the circuit has left, if the circuit has
   *       the report's version or is the change just made.
   * </ol>
   *
   * @param process the process's name, unlike any other's
   * @param reports one per service
   * @param ttl how long the votes hold, at least a millisecond
   * @param now the caller's time
   * @return a view per report, in their order; only votes count that speak of the circuit's present
   *     version
   * @throws StorageFailure if the board cannot be asked; it may have taken the reports
   */
  List<BreakerView> exchange(
      String process, List<BreakerReport> reports, Duration ttl, Instant now);

  /**
   * Notes what an operator decided about a service, for every process, until it is decided anew. It
   * holds no matter which processes end, as long as the board's store keeps its content.
   *
   * @throws StorageFailure if the board cannot be asked; it may have been noted
   */
  void force(String service, Force force, Instant now);
}
