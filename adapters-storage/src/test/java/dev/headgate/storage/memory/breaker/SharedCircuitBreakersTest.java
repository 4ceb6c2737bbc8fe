package dev.headgate.storage.memory.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerReport;
import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.BreakerView;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.CircuitBreaker.Permission;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.breaker.CircuitBreakersContract;
import dev.headgate.core.breaker.CircuitPolicy;
import dev.headgate.core.breaker.Force;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.storage.StorageUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Processes that agree on their circuits over a board in memory, in time that stands still. */
class SharedCircuitBreakersTest {
  private static final Instant NOON = CircuitBreakersContract.NOON;
  private static final Duration TOOK = CircuitBreakersContract.TOOK;
  private static final CircuitPolicy POLICY = new CircuitPolicy(Duration.ofMinutes(1), 2);

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final FragileBoard board = new FragileBoard();

  private SharedCircuitBreakers process(String name) {
    return SharedCircuitBreakers.direct(
        new MemoryCircuitBreakers(MemoryBreakerSettings.DEFAULTS),
        board,
        name,
        service -> POLICY,
        now::get);
  }

  /** What one process alone is held to by its own breakers, it is held to over a board as well. */
  @Nested
  class Alone implements CircuitBreakersContract {
    private final SharedCircuitBreakers breakers = process("one");

    @Override
    public CircuitBreakers circuitBreakers() {
      return breakers;
    }
  }

  /** And while the board is away. */
  @Nested
  class WithoutABoard implements CircuitBreakersContract {
    private final SharedCircuitBreakers breakers = process("one");

    WithoutABoard() {
      board.away = true;
    }

    @Override
    public CircuitBreakers circuitBreakers() {
      return breakers;
    }
  }

  /** Three processes that call one service. */
  @Nested
  class Three {
    private final List<SharedCircuitBreakers> processes =
        List.of(process("a"), process("b"), process("c"));
    private final List<CircuitBreaker> breakers =
        processes.stream().map(process -> process.breaker("github")).toList();

    @Test
    void oneThatFailsDoesNotStopTheOthers() {
      everybodyIsWell();
      fail(0);
      exchange();
      assertThat(permitted(0)).as("the faulty one").isFalse();
      assertThat(permitted(1)).isTrue();
      assertThat(permitted(2)).isTrue();
      assertThat(processes.get(1).view("github"))
          .hasValueSatisfying(view -> {
            assertThat(view.failing()).isEqualTo(1);
            assertThat(view.healthy()).isEqualTo(2);
          });
    }

    @Test
    void opensForAllWhenTwoOfThreeAgree() {
      everybodyIsWell();
      fail(0);
      fail(1);
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(i -> !permitted(i));
      assertThat(state(2)).isEqualTo(State.OPEN);
    }

    @Test
    void opensForAllWhenTheOnlyOneThatCallsFails() {
      fail(0);
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(i -> !permitted(i));
    }

    @Test
    void opensForAllWhenOneOfTwoThatCallFails() {
      succeed(1);
      exchange();
      fail(0);
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(i -> !permitted(i));
    }

    @Test
    void asksThoseWhoCalledLatelyOnly() {
      succeed(1);
      succeed(2);
      exchange();
      passes(Duration.ofSeconds(11));
      exchange();
      fail(0);
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(i -> !permitted(i));
    }

    @Test
    void opensForAllAtOnceWhenTheServiceItselfAsksOneOfThem() {
      everybodyIsWell();
      assertThat(permitted(0)).isTrue();
      breakers.get(0).refused(TOOK, Duration.ofSeconds(90), now.get());
      exchange();
      assertThat(breakers.get(2).acquire(now.get()))
          .isEqualTo(new Permission.Refused(Duration.ofSeconds(90)));
      breakers.get(1).recovered(now.get().plusSeconds(80));
      assertThat(state(1)).isEqualTo(State.OPEN);
    }

    @Test
    void triesTheServiceWithTwoCallsOfAllTogether() {
      openForAll();
      passes(Duration.ofMinutes(1));
      List<Boolean> passed =
          IntStream.range(0, 12)
              .mapToObj(i -> {
                boolean permitted = permitted(i % 3);
                exchange();
                return permitted;
              })
              .toList();
      assertThat(passed.stream().filter(permitted -> permitted)).hasSize(2);
    }

    @Test
    void closesForAllWhenTheProbesOfDifferentProcessesSucceed() {
      openForAll();
      passes(Duration.ofMinutes(1));
      assertThat(permitted(2)).isTrue();
      exchange();
      assertThat(permitted(1)).isTrue();
      breakers.get(2).succeeded(TOOK, now.get());
      assertThat(state(0)).isNotEqualTo(State.CLOSED);
      breakers.get(1).succeeded(TOOK, now.get());
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(i -> state(i) == State.CLOSED);
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(this::permitted);
    }

    @Test
    void aFailedProbeOfOneOpensItForAllAndForLonger() {
      openForAll();
      passes(Duration.ofMinutes(1));
      assertThat(permitted(0)).isTrue();
      breakers.get(0).failed(TOOK, now.get());
      exchange();
      passes(Duration.ofSeconds(119));
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(i -> !permitted(i));
      passes(Duration.ofSeconds(1));
      assertThat(permitted(1)).isTrue();
    }

    @Test
    void givesProbesAnewWhoseProcessIsGone() {
      openForAll();
      passes(Duration.ofMinutes(1));
      assertThat(permitted(0)).isTrue();
      assertThat(permitted(0)).isTrue();
      exchange();
      assertThat(permitted(1)).isFalse();
      passes(Duration.ofSeconds(30));
      assertThat(permitted(1)).isTrue();
    }

    @Test
    void believesAProbeBesideTheCallsOfAnyProcess() {
      openForAll();
      passes(Duration.ofSeconds(1));
      breakers.get(2).recovered(now.get());
      exchange();
      assertThat(state(0)).isEqualTo(State.HALF_OPEN);
      assertThat(permitted(0)).isTrue();
    }

    @Test
    void whatAnOperatorForcesHoldsForAllAndForThoseThatStartLater() {
      everybodyIsWell();
      processes.get(0).force("github", Force.OPEN);
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(i -> !permitted(i));
      SharedCircuitBreakers late = process("late");
      CircuitBreaker breaker = late.breaker("github");
      late.exchange();
      assertThat(CircuitBreakersContract.permitted(breaker, now.get())).isFalse();
      assertThat(breaker.status().state()).isEqualTo(State.OPEN);

      processes.get(1).force("github", Force.AUTO);
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(this::permitted);
    }

    @Test
    void forcedClosedLetsEverythingPassWhateverFails() {
      openForAll();
      processes.get(2).force("github", Force.CLOSED);
      exchange();
      for (int i = 0; i < 20; i++) {
        assertThat(permitted(0)).isTrue();
        breakers.get(0).failed(TOOK, now.get());
        exchange();
      }
      assertThat(state(1)).isEqualTo(State.CLOSED);
    }

    @Test
    void theLastDecisionOfAnOperatorHoldsWhileTheBoardIsAway() {
      processes.get(0).force("github", Force.OPEN);
      exchange();
      board.away = true;
      exchange();
      assertThat(permitted(1)).isFalse();
    }

    @Test
    void eachGoesByItsOwnVerdictWhileTheBoardIsAwayAndAgreesAfterwards() {
      openForAll();
      board.away = true;
      exchange();
      assertThat(processes.get(2).alone()).isTrue();
      assertThat(permitted(0)).as("it saw failures itself").isFalse();
      assertThat(permitted(2)).as("it saw none").isTrue();
      breakers.get(2).released();
      board.away = false;
      exchange();
      assertThat(processes.get(2).alone()).isFalse();
      assertThat(permitted(2)).isFalse();
    }

    @Test
    void startsAnewWithABoardThatLostEverything() {
      openForAll();
      board.emptied();
      exchange();
      exchange();
      assertThat(permitted(0)).isFalse();
      assertThat(permitted(2)).as("those that failed say so again").isFalse();
    }

    @Test
    void forcesNothingThatIsNotShared() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> processes.get(0).force("redis", Force.OPEN))
          .withMessage("service: redis (expected: one whose circuit is shared)");
    }

    private void openForAll() {
      fail(0);
      fail(1);
      exchange();
      assertThat(IntStream.range(0, 3)).allMatch(i -> state(i) == State.OPEN);
    }

    private void everybodyIsWell() {
      IntStream.range(0, 3).forEach(this::succeed);
      exchange();
    }

    private void succeed(int process) {
      CircuitBreakersContract.succeed(breakers.get(process), 1, now.get());
    }

    private void fail(int process) {
      CircuitBreakersContract.fail(breakers.get(process), 5, now.get());
    }

    private boolean permitted(int process) {
      return CircuitBreakersContract.permitted(breakers.get(process), now.get());
    }

    private State state(int process) {
      return breakers.get(process).status().state();
    }

    private void exchange() {
      processes.forEach(SharedCircuitBreakers::exchange);
    }

    private void passes(Duration time) {
      now.updateAndGet(instant -> instant.plus(time));
    }
  }

  /** A board that can be away, and lose what it knows. */
  private static final class FragileBoard implements BreakerBoard {
    private MemoryBreakerBoard board = new MemoryBreakerBoard();
    private boolean away;

    void emptied() {
      board = new MemoryBreakerBoard();
    }

    @Override
    public List<BreakerView> exchange(
        String process, List<BreakerReport> reports, Duration ttl, Instant time) {
      requirePresent();
      return board.exchange(process, reports, ttl, time);
    }

    @Override
    public void force(String service, Force force, Instant time) {
      requirePresent();
      board.force(service, force, time);
    }

    private void requirePresent() {
      if (away) {
        throw new StorageUnavailable("redis", "away", new Exception());
      }
    }
  }
}
