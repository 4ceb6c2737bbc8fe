package dev.headgate.core.breaker;

import dev.headgate.core.breaker.BreakerStatus.State;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the votes: when a shared circuit opens, is tried again and closes. Knows no
 * process, no board and no clock.
 */
final class Quorum {
  private Quorum() {}

  /**
   * What a process has come to know since its last exchange.
   *
   * @param demand whether somebody waits for the circuit to let calls pass
   * @param recovered whether the service was seen to answer beside the calls
   * @param probeFailed whether one of its probes failed
   * @param succeeded how many of its probes succeeded and are not counted yet
   * @param told how long the service itself asked to be left alone; null: it did not
   */
  record Evidence(
      boolean demand,
      boolean recovered,
      boolean probeFailed,
      int succeeded,
      @Nullable Duration told) {}

  /**
   * Whether at least half of the processes that saw traffic find that the service fails: one faulty
   * process among three closes nothing for the others, one of two does.
   */
  static boolean opens(int healthy, int failing) {
    return failing > 0 && failing >= healthy;
  }

  /**
   * What the circuit should become; null: nothing is to be changed. An operator's decision leaves
   * the circuit as it is until it is taken back.
   *
   * @param left how long it stays as it is still, by now
   */
  static @Nullable SharedCircuit next(
      BreakerView view, Duration left, Evidence evidence, CircuitPolicy policy) {
    if (view.force() != Force.AUTO) {
      return null;
    }
    SharedCircuit circuit = view.circuit();
    Duration told = evidence.told();
    if (told != null && !(circuit.state() == State.OPEN && told.compareTo(left) <= 0)) {
      return circuit.openAsTold(told);
    }
    return switch (circuit.state()) {
      case CLOSED -> opens(view.healthy(), view.failing()) ? circuit.open(policy) : null;
      case OPEN -> due(circuit, left, evidence, policy) ? circuit.halfOpen(policy) : null;
      case HALF_OPEN -> tried(circuit, left, evidence, policy);
    };
  }

  private static boolean due(
      SharedCircuit circuit, Duration left, Evidence evidence, CircuitPolicy policy) {
    if (left.isZero() || left.isNegative()) {
      return evidence.demand() || evidence.recovered();
    }
    Duration open = circuit.openFor().minus(left);
    Duration least = OpenTime.leastBefore(policy.openFor(), circuit.openings());
    return evidence.recovered() && !circuit.told() && open.compareTo(least) >= 0;
  }

  private static @Nullable SharedCircuit tried(
      SharedCircuit circuit, Duration left, Evidence evidence, CircuitPolicy policy) {
    if (evidence.probeFailed()) {
      return circuit.open(policy);
    }
    if (circuit.successes() + evidence.succeeded() >= policy.probes()) {
      return circuit.closed();
    }
    boolean givenUp = left.isZero() || left.isNegative();
    return givenUp && evidence.demand() ? circuit.halfOpen(policy) : null;
  }
}
