package dev.headgate.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.breaker.BreakerStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What every {@link BreakerBoard} does. Nothing here goes by how fast the store's clock runs. */
public interface BreakerBoardContract {
  Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  Duration TTL = Duration.ofMinutes(1);
  Duration LONG = Duration.ofHours(1);

  /** The board under test; tests keep apart by fresh services. */
  BreakerBoard board();

  /** Another process's connection to the same board; the same object where there is none. */
  default BreakerBoard otherBoard() {
    return board();
  }

  /** Waits until it is so, where time passes by itself. */
  void await(BooleanSupplier passed);

  Duration BRIEF = Duration.ofMillis(50);

  static String fresh() {
    return "service-" + UUID.randomUUID();
  }

  static BreakerReport says(String service, long version, Vote vote) {
    return new BreakerReport(service, version, vote, null, 0, 0);
  }

  static BreakerReport proposes(String service, SharedCircuit change, int wanted) {
    return new BreakerReport(service, change.version(), Vote.SILENT, change, wanted, 0);
  }

  static SharedCircuit open(long version) {
    return new SharedCircuit(version, State.OPEN, 1, LONG, LONG, false, 0, 0);
  }

  static SharedCircuit halfOpen(long version, int probes) {
    return new SharedCircuit(version, State.HALF_OPEN, 1, LONG, LONG, false, probes, 0);
  }

  default BreakerView tell(String process, BreakerReport report) {
    return board().exchange(process, List.of(report), TTL, NOON).get(0);
  }

  default BreakerView look(String service) {
    return otherBoard()
        .exchange("onlooker", List.of(says(service, 0, Vote.SILENT)), TTL, NOON)
        .get(0);
  }

  @Test
  default void knowsAClosedCircuitOfAServiceNobodySpokeOf() {
    String service = fresh();
    assertThat(look(service))
        .isEqualTo(new BreakerView(service, SharedCircuit.INITIAL, Force.AUTO, 0, 0, 1, 0));
  }

  @Test
  default void countsTheVotesOfAllProcesses() {
    String service = fresh();
    tell("a", says(service, 0, Vote.HEALTHY));
    tell("b", says(service, 0, Vote.FAILING));
    BreakerView view = tell("c", says(service, 0, Vote.FAILING));
    assertThat(view.healthy()).isEqualTo(1);
    assertThat(view.failing()).isEqualTo(2);
    assertThat(look(service).failing()).isEqualTo(2);
  }

  @Test
  default void countsAProcessOnceAndByItsLatestVote() {
    String service = fresh();
    tell("a", says(service, 0, Vote.FAILING));
    tell("a", says(service, 0, Vote.FAILING));
    assertThat(look(service).failing()).isEqualTo(1);
    tell("a", says(service, 0, Vote.HEALTHY));
    assertThat(look(service).failing()).isZero();
    assertThat(look(service).healthy()).isEqualTo(1);
    tell("a", says(service, 0, Vote.SILENT));
    assertThat(look(service).healthy()).isZero();
  }

  @Test
  default void countsTheProcessesThatAreThereWhateverTheySay() {
    String service = fresh();
    tell("a", says(service, 0, Vote.HEALTHY));
    tell("b", says(service, 7, Vote.FAILING));
    assertThat(tell("c", says(service, 0, Vote.SILENT)).processes()).isEqualTo(3);
    assertThat(tell("c", says(service, 0, Vote.HEALTHY)).processes()).isEqualTo(3);
  }

  @Test
  default void forgetsVotesOfProcessesThatSayNothingMore() {
    String service = fresh();
    board().exchange("a", List.of(says(service, 0, Vote.FAILING)), BRIEF, NOON);
    Instant later = NOON.plus(BRIEF);
    await(() -> {
      BreakerReport healthy = says(service, 0, Vote.HEALTHY);
      BreakerView view = otherBoard().exchange("b", List.of(healthy), TTL, later).get(0);
      return view.failing() == 0 && view.healthy() == 1 && view.processes() < 3;
    });
  }

  @Test
  default void countsNoVoteThatSpeaksOfAnotherVersion() {
    String service = fresh();
    tell("a", says(service, 0, Vote.FAILING));
    tell("b", proposes(service, open(0), 0));
    assertThat(look(service).failing()).isZero();
    tell("a", says(service, 0, Vote.FAILING));
    assertThat(look(service).failing()).isZero();
    tell("a", says(service, 1, Vote.FAILING));
    assertThat(look(service).failing()).isEqualTo(1);
  }

  @Test
  default void keepsEveryPartOfAChange() {
    String service = fresh();
    SharedCircuit change =
        new SharedCircuit(
            0, State.OPEN, 3, Duration.ofMinutes(4), Duration.ofMinutes(4), true, 0, 0);
    SharedCircuit made = tell("a", proposes(service, change, 0)).circuit();
    assertThat(made.version()).isEqualTo(1);
    assertThat(made.state()).isEqualTo(State.OPEN);
    assertThat(made.openings()).isEqualTo(3);
    assertThat(made.openFor()).isEqualTo(Duration.ofMinutes(4));
    assertThat(made.left()).isBetween(Duration.ofSeconds(230), Duration.ofMinutes(4));
    assertThat(made.told()).isTrue();
    SharedCircuit seen = look(service).circuit();
    assertThat(seen.version()).isEqualTo(1);
    assertThat(seen.state()).isEqualTo(State.OPEN);
    assertThat(seen.left()).isBetween(Duration.ofSeconds(230), Duration.ofMinutes(4));
  }

  @Test
  default void changesNothingThatAnotherHasChangedMeanwhile() {
    String service = fresh();
    tell("a", proposes(service, open(0), 0));
    BreakerView view = tell("b", proposes(service, halfOpen(0, 2), 2));
    assertThat(view.circuit().version()).isEqualTo(1);
    assertThat(view.circuit().state()).isEqualTo(State.OPEN);
    assertThat(view.granted()).isZero();
  }

  @Test
  default void makesOneOfManyChangesToOneVersion() {
    String service = fresh();
    List<BreakerView> views =
        Race.of(
            16,
            number -> {
              BreakerBoard board = number % 2 == 0 ? board() : otherBoard();
              return board
                  .exchange("p" + number, List.of(proposes(service, halfOpen(0, 1), 1)), TTL, NOON)
                  .get(0);
            });
    assertThat(views).allMatch(view -> view.circuit().version() == 1);
    assertThat(views.stream().mapToInt(BreakerView::granted).sum()).isEqualTo(1);
  }

  @Test
  default void grantsProbesOfOneBudgetToAllProcessesTogether() {
    String service = fresh();
    assertThat(tell("a", proposes(service, halfOpen(0, 3), 1)).granted()).isEqualTo(1);
    assertThat(tell("b", wants(service, 1, 5)).granted()).isEqualTo(2);
    assertThat(tell("c", wants(service, 1, 1)).granted()).isZero();
    assertThat(look(service).circuit().probes()).isZero();
  }

  @Test
  default void grantsExactlyTheBudgetWhenManyAskAtOnce() {
    String service = fresh();
    tell("a", proposes(service, halfOpen(0, 5), 0));
    List<Integer> granted =
        Race.of(
            16,
            number -> {
              BreakerBoard board = number % 2 == 0 ? board() : otherBoard();
              return board
                  .exchange("p" + number, List.of(wants(service, 1, 2)), TTL, NOON)
                  .get(0)
                  .granted();
            });
    assertThat(granted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(5);
  }

  @Test
  default void grantsNothingForAnotherVersion() {
    String service = fresh();
    tell("a", proposes(service, halfOpen(0, 2), 0));
    assertThat(tell("b", wants(service, 0, 1)).granted()).isZero();
    assertThat(tell("b", wants(service, 2, 1)).granted()).isZero();
    assertThat(look(service).circuit().probes()).isEqualTo(2);
  }

  @Test
  default void countsSuccessesOfTheSameVersionOnly() {
    String service = fresh();
    tell("a", proposes(service, halfOpen(0, 2), 2));
    tell("a", succeeded(service, 1, 1));
    assertThat(tell("b", succeeded(service, 1, 1)).circuit().successes()).isEqualTo(2);
    tell("c", succeeded(service, 0, 7));
    assertThat(look(service).circuit().successes()).isEqualTo(2);
    BreakerReport closing =
        new BreakerReport(
            service,
            1,
            Vote.SILENT,
            new SharedCircuit(1, State.CLOSED, 0, Duration.ZERO, Duration.ZERO, false, 0, 0),
            0,
            1);
    assertThat(tell("a", closing).circuit())
        .isEqualTo(
            new SharedCircuit(2, State.CLOSED, 0, Duration.ZERO, Duration.ZERO, false, 0, 0));
  }

  @Test
  default void tellsEveryProcessWhatAnOperatorDecidedUntilItIsDecidedAnew() {
    String service = fresh();
    board().force(service, Force.OPEN, NOON);
    assertThat(look(service).force()).isEqualTo(Force.OPEN);
    tell("a", proposes(service, open(0), 0));
    assertThat(look(service).force()).isEqualTo(Force.OPEN);
    otherBoard().force(service, Force.CLOSED, NOON);
    assertThat(tell("a", says(service, 1, Vote.SILENT)).force()).isEqualTo(Force.CLOSED);
    board().force(service, Force.AUTO, NOON);
    assertThat(look(service).force()).isEqualTo(Force.AUTO);
    assertThat(look(service).circuit().state()).isEqualTo(State.OPEN);
  }

  @Test
  default void answersEachReportOfOneExchangeInItsPlace() {
    String one = fresh();
    String other = fresh();
    List<BreakerView> views =
        board()
            .exchange(
                "a", List.of(proposes(one, open(0), 0), says(other, 0, Vote.HEALTHY)), TTL, NOON);
    assertThat(views).extracting(BreakerView::service).containsExactly(one, other);
    assertThat(views.get(0).circuit().state()).isEqualTo(State.OPEN);
    assertThat(views.get(1).circuit().state()).isEqualTo(State.CLOSED);
    assertThat(views.get(1).healthy()).isEqualTo(1);
    assertThat(views.get(0).healthy()).isZero();
  }

  @Test
  default void answersNothingToNoReport() {
    assertThat(board().exchange("a", List.of(), TTL, NOON)).isEmpty();
  }

  static BreakerReport wants(String service, long version, int probes) {
    return new BreakerReport(service, version, Vote.SILENT, null, probes, 0);
  }

  static BreakerReport succeeded(String service, long version, int probes) {
    return new BreakerReport(service, version, Vote.SILENT, null, 0, probes);
  }
}
