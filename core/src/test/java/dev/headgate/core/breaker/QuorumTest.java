package dev.headgate.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.Quorum.Evidence;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
  private static final CircuitPolicy POLICY = new CircuitPolicy(Duration.ofMinutes(5), 2);
  private static final Evidence NONE = new Evidence(false, false, false, 0, null);
  private static final Evidence DEMAND = new Evidence(true, false, false, 0, null);
  private static final Evidence RECOVERED = new Evidence(false, true, false, 0, null);
  private static final SharedCircuit OPEN = SharedCircuit.INITIAL.open(POLICY);
  private static final SharedCircuit HALF_OPEN = OPEN.halfOpen(POLICY);

  @ParameterizedTest
  @CsvSource({
    "0, 0, false",
    "1, 0, false",
    "0, 1, true",
    "1, 1, true",
    "2, 1, false",
    "1, 2, true",
    "50, 49, false",
    "50, 50, true"
  })
  void opensWhenHalfOfThoseThatSawTrafficAgree(int healthy, int failing, boolean opens) {
    assertThat(Quorum.opens(healthy, failing)).isEqualTo(opens);
    assertThat(next(view(SharedCircuit.INITIAL, healthy, failing), Duration.ZERO, NONE).isPresent())
        .isEqualTo(opens);
  }

  @Test
  void openTimeGrowsWithEachOpeningWithinBounds() {
    SharedCircuit circuit = SharedCircuit.INITIAL;
    for (long minutes : new long[] {5, 10, 20, 20, 20}) {
      circuit = circuit.open(POLICY);
      assertThat(circuit.left()).isEqualTo(Duration.ofMinutes(minutes));
    }
    assertThat(circuit.halfOpen(POLICY).closed().open(POLICY).left())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theServicesOwnWordGoesFirstUnlessItIsOpenForLongerAlready() {
    Evidence told = new Evidence(false, true, true, 9, Duration.ofMinutes(1));
    for (SharedCircuit circuit : new SharedCircuit[] {SharedCircuit.INITIAL, HALF_OPEN}) {
      SharedCircuit next = next(view(circuit, 9, 0), circuit.left(), told).orElseThrow();
      assertThat(next.left()).isEqualTo(Duration.ofMinutes(1));
      assertThat(next.told()).isTrue();
    }
    assertThat(next(view(OPEN, 0, 0), Duration.ofMinutes(5), told)).isEmpty();
  }

  @Test
  void isTriedWhenItsTimeIsOverAndSomebodyWaits() {
    assertThat(next(view(OPEN, 0, 0), Duration.ZERO, NONE)).isEmpty();
    assertThat(next(view(OPEN, 0, 0), Duration.ofMillis(1), DEMAND)).isEmpty();
    SharedCircuit next = next(view(OPEN, 0, 0), Duration.ZERO, DEMAND).orElseThrow();
    assertThat(next.state()).isEqualTo(State.HALF_OPEN);
    assertThat(next.probes()).isEqualTo(2);
  }

  @Test
  void isTriedEarlyWhereItWasSeenToAnswerButNotAgainstItsOwnWord() {
    Duration afterASecond = OPEN.left().minusSeconds(1);
    assertThat(next(view(OPEN, 0, 0), afterASecond.plusMillis(1), RECOVERED)).isEmpty();
    assertThat(next(view(OPEN, 0, 0), afterASecond, RECOVERED)).isPresent();
    SharedCircuit told = SharedCircuit.INITIAL.openAsTold(Duration.ofMinutes(5));
    assertThat(next(view(told, 0, 0), afterASecond, RECOVERED)).isEmpty();
  }

  @Test
  void closesWithTheLastOfTheSuccessesWhetherCountedOrJustMade() {
    Evidence one = new Evidence(false, false, false, 1, null);
    assertThat(next(view(HALF_OPEN, 0, 0), HALF_OPEN.left(), one)).isEmpty();
    SharedCircuit counted =
        new SharedCircuit(
            1, State.HALF_OPEN, 1, HALF_OPEN.openFor(), HALF_OPEN.left(), false, 0, 1);
    SharedCircuit next = next(view(counted, 0, 0), counted.left(), one).orElseThrow();
    assertThat(next.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void opensAgainWithOneFailedProbe() {
    SharedCircuit next =
        next(view(HALF_OPEN, 9, 0), HALF_OPEN.left(), new Evidence(true, false, true, 1, null))
            .orElseThrow();
    assertThat(next.state()).isEqualTo(State.OPEN);
    assertThat(next.left()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void leavesTheCircuitToTheOperatorWhoForcedIt() {
    for (Force force : new Force[] {Force.OPEN, Force.CLOSED}) {
      BreakerView view = new BreakerView("s", SharedCircuit.INITIAL, force, 0, 9, 9, 0);
      assertThat(next(view, Duration.ZERO, DEMAND)).isEmpty();
    }
  }

  private static BreakerView view(SharedCircuit circuit, int healthy, int failing) {
    return new BreakerView("s", circuit, Force.AUTO, healthy, failing, healthy + failing, 0);
  }

  private static Optional<SharedCircuit> next(BreakerView view, Duration left, Evidence evidence) {
    return Optional.ofNullable(Quorum.next(view, left, evidence, POLICY));
  }
}
