package dev.headgate.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.breaker.BreakerBoard;
import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.CircuitBreaker;
import dev.headgate.core.breaker.CircuitBreaker.Permission;
import dev.headgate.core.breaker.CircuitBreakersContract;
import dev.headgate.core.breaker.CircuitPolicy;
import dev.headgate.core.breaker.Force;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.storage.memory.breaker.BreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryBreakerSettings;
import dev.headgate.storage.memory.breaker.MemoryCircuitBreakers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Three processes that agree on a circuit over a store: one whose clock is right, one that is five
 * minutes ahead and one that is five minutes behind.
 */
public interface SharedBreakersContract {
  Duration TOOK = Duration.ofMillis(5);

  /** One process's connection to the store. */
  BreakerBoard board();

  /** Another's. */
  BreakerBoard otherBoard();

  /** Waits until it is so. */
  void await(BooleanSupplier passed);

  /** One process, by the right clock moved by {@code ahead}. */
  record Member(SharedCircuitBreakers breakers, CircuitBreaker breaker, InstantSource clock) {
    static Member of(BreakerBoard board, String service, Duration ahead, Duration openFor) {
      InstantSource clock = () -> InstantSource.system().instant().plus(ahead);
      MemoryBreakerSettings own =
          new MemoryBreakerSettings(Map.of(), new BreakerSettings(5, openFor, 2));
      SharedCircuitBreakers breakers =
          SharedCircuitBreakers.direct(
              new MemoryCircuitBreakers(own),
              board,
              UUID.randomUUID().toString(),
              name -> new CircuitPolicy(openFor, 2),
              clock);
      return new Member(breakers, breakers.breaker(service), clock);
    }

    void succeed() {
      CircuitBreakersContract.succeed(breaker, 1, clock.instant());
      breakers.exchange();
    }

    void fail() {
      CircuitBreakersContract.fail(breaker, 5, clock.instant());
    }

    boolean permitted() {
      return CircuitBreakersContract.permitted(breaker, clock.instant());
    }

    State state() {
      breakers.exchange();
      return breaker.status().state();
    }
  }

  private List<Member> three(Duration openFor) {
    String service = "service-" + UUID.randomUUID();
    return List.of(
        Member.of(board(), service, Duration.ZERO, openFor),
        Member.of(otherBoard(), service, Duration.ofMinutes(5), openFor),
        Member.of(board(), service, Duration.ofMinutes(-5), openFor));
  }

  @Test
  default void opensForAllProcessesWhenHalfAgreeWhateverTheirClocksShow() {
    List<Member> all = three(Duration.ofMinutes(1));
    all.forEach(Member::succeed);
    all.get(1).fail();
    assertThat(all.get(0).state()).isEqualTo(State.CLOSED);
    assertThat(all.get(2).state()).isEqualTo(State.CLOSED);
    assertThat(all.get(2).breakers().processes()).isEqualTo(3);
    all.get(2).fail();
    assertThat(all).allMatch(process -> process.state() == State.OPEN);
    assertThat(all).noneMatch(Member::permitted);
  }

  @Test
  default void waitsAsLongInEachProcessAsTheServiceAskedOne() {
    List<Member> all = three(Duration.ofMinutes(1));
    assertThat(all.get(1).permitted()).isTrue();
    all.get(1).breaker().refused(TOOK, Duration.ofSeconds(90), all.get(1).clock().instant());
    for (Member process : all) {
      process.breakers().exchange();
      Permission permission = process.breaker().acquire(process.clock().instant());
      assertThat(((Permission.Refused) permission).retryAfter())
          .isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90));
    }
  }

  @Test
  default void triesAndClosesItWithTwoCallsOfAllProcessesTogether() {
    List<Member> all = three(Duration.ofMillis(300));
    all.get(0).fail();
    all.get(1).breakers().exchange();
    all.get(2).breakers().exchange();
    List<Member> trying = new ArrayList<>();
    await(() -> {
      for (Member process : all) {
        if (process.permitted()) {
          trying.add(process);
        }
      }
      return trying.size() >= 2;
    });
    assertThat(trying).hasSize(2);
    assertThat(all).noneMatch(Member::permitted);
    trying.forEach(process -> process.breaker().succeeded(TOOK, process.clock().instant()));
    assertThat(all).allMatch(process -> process.state() == State.CLOSED);
    assertThat(all).allMatch(Member::permitted);
  }

  @Test
  default void keepsWhatAnOperatorForcedWhenEveryProcessHasEnded() {
    List<Member> all = three(Duration.ofMinutes(1));
    String service = all.get(0).breaker().service();
    all.get(0).breakers().force(service, Force.OPEN);
    Member late = Member.of(otherBoard(), service, Duration.ofMinutes(5), Duration.ofMinutes(1));
    assertThat(late.state()).isEqualTo(State.OPEN);
    assertThat(late.permitted()).isFalse();
    late.breakers().force(service, Force.AUTO);
    assertThat(all.get(0).state()).isEqualTo(State.CLOSED);
  }

  @Test
  default void asksNobodyToWaitForTheStoreWhenItTellsInTheBackground() {
    String service = "service-" + UUID.randomUUID();
    InstantSource clock = InstantSource.system();
    try (ExecutorService background = Executors.newVirtualThreadPerTaskExecutor()) {
      SharedCircuitBreakers breakers =
          SharedCircuitBreakers.inBackground(
              new MemoryCircuitBreakers(MemoryBreakerSettings.DEFAULTS),
              board(),
              StoreCalls.UNGUARDED,
              UUID.randomUUID().toString(),
              name -> new CircuitPolicy(Duration.ofMinutes(1), 2),
              background,
              clock);
      CircuitBreakersContract.fail(breakers.breaker(service), 5, clock.instant());
      Member other = Member.of(otherBoard(), service, Duration.ZERO, Duration.ofMinutes(1));
      await(() -> other.state() == State.OPEN);
    }
  }
}
