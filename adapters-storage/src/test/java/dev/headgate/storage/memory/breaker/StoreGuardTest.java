package dev.headgate.storage.memory.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.ManualTime;
import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.StoreGuard;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guard of a store over a real circuit breaker, in time that stands still. */
class StoreGuardTest {
  private final ManualTime time = ManualTime.atNoon();
  private final Store store = new Store();
  private final Heard heard = new Heard();
  private final StoreGuard guard =
      new StoreGuard(
          new MemoryCircuitBreakers(MemoryBreakerSettings.DEFAULTS).breaker("redis"), heard, time);

  @Test
  void handsOnWhatTheStoreAnswers() {
    assertThat(guard.call(store::answer)).isEqualTo("answer 1");
    assertThat(guard.store()).isEqualTo("redis");
    assertThat(guard.reachable()).isTrue();
    assertThat(guard.status().latest().succeeded()).isTrue();
    assertThat(guard.status().latest().took()).isEqualTo(Store.TOOK);
    assertThat(heard.calls).containsExactly("redis true PT0.003S");
  }

  @Test
  void asksAStoreNoMoreThatFailedFiveTimesInARow() {
    store.away = true;
    failTimes(5);

    assertThatThrownBy(() -> guard.call(store::answer))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessage("redis: its circuit is open");
    assertThat(store.calls).isEqualTo(5);
    assertThat(guard.reachable()).isFalse();
    assertThat(guard.status().circuit().state()).isEqualTo(State.OPEN);
    assertThat(guard.status().latest().failure()).isEqualTo("unavailable");
    assertThat(heard.calls).hasSize(5).last().isEqualTo("redis false PT0.003S");
  }

  @Test
  void asksAStoreNoMoreThatKeptACallWaitingAndAnsweredNobodyMeanwhile() {
    assertThat(guard.call(store::answer)).isEqualTo("answer 1");
    store.away = true;
    store.took = Duration.ofSeconds(2);
    failTimes(1);

    assertThat(guard.reachable()).isFalse();
    assertThatThrownBy(() -> guard.call(store::answer)).hasMessage("redis: its circuit is open");
    assertThat(store.calls).isEqualTo(2);

    store.away = false;
    time.advance(Duration.ofSeconds(1));
    guard.probe(store::ping);
    assertThat(guard.reachable()).isTrue();
  }

  @Test
  void takesACallThatTimedOutWhileOthersWereAnsweredForOneFailure() {
    assertThatThrownBy(() ->
            guard.call(() -> {
              time.advance(Duration.ofSeconds(1));
              guard.call(store::answer);
              time.advance(Duration.ofSeconds(1));
              throw new StorageUnavailable("redis", "no answer", new Exception());
            }))
        .isInstanceOf(StorageUnavailable.class);
    assertThat(guard.reachable()).isTrue();
  }

  @Test
  void countsACallOfUnknownOutcomeAgainstTheStore() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() ->
              guard.run(() -> {
                throw new OutcomeUnknown("redis", "no answer", new Exception());
              }))
          .isInstanceOf(OutcomeUnknown.class);
    }
    assertThat(guard.reachable()).isFalse();
    assertThat(guard.status().latest().failure()).isEqualTo("outcome_unknown");
  }

  @Test
  void takesACallersMistakeForNoSignOfTheStore() {
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() ->
              guard.run(() -> {
                throw new IllegalArgumentException("permits: 0");
              }))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(guard.call(store::answer)).isEqualTo("answer 1");
    assertThat(heard.calls).hasSize(1);
  }

  @Test
  void healsWithinASecondOfTheStoresReturnWithoutAnyCaller() {
    store.away = true;
    failTimes(5);
    for (int second = 0; second < 600; second++) {
      time.advance(Duration.ofSeconds(1));
      guard.probe(store::ping);
      assertThat(guard.reachable()).isFalse();
    }

    store.away = false;
    time.advance(Duration.ofSeconds(1));
    guard.probe(store::ping);

    assertThat(guard.status().circuit().state()).isEqualTo(State.CLOSED);
    assertThat(guard.call(store::answer)).startsWith("answer");
  }

  @Test
  void staysOpenWhenTheStoreGoesAgainWhileItIsTried() {
    store.away = true;
    failTimes(5);
    store.away = false;
    store.answersLeft = 1;
    time.advance(Duration.ofSeconds(1));

    guard.probe(store::ping);

    assertThat(guard.status().circuit().state()).isEqualTo(State.OPEN);
    store.answersLeft = Integer.MAX_VALUE;
    time.advance(Duration.ofSeconds(2));
    guard.probe(store::ping);
    assertThat(guard.status().circuit().state()).isEqualTo(State.CLOSED);
  }

  @Test
  void noticesThatAStoreIsAwayWhichNobodyAsks() {
    store.away = true;
    for (int second = 0; second < 5; second++) {
      time.advance(Duration.ofSeconds(1));
      guard.probe(store::ping);
    }
    assertThat(guard.reachable()).isFalse();
  }

  @Test
  void leavesAStoreAloneThatWasJustAsked() {
    guard.call(store::answer);
    time.advance(Duration.ofMillis(900));
    guard.probe(store::ping);
    assertThat(store.calls).isEqualTo(1);
    time.advance(Duration.ofMillis(100));
    guard.probe(store::ping);
    assertThat(store.calls).isEqualTo(2);
  }

  @Test
  void outlastsAClockThatIsSetBack() {
    guard.call(() -> {
      time.advance(Duration.ofMinutes(-5));
      return store.answer();
    });
    assertThat(guard.status().latest().took()).isEqualTo(Duration.ZERO);
  }

  private void failTimes(int times) {
    for (int i = 0; i < times; i++) {
      assertThatThrownBy(() -> guard.call(store::answer)).isInstanceOf(StorageUnavailable.class);
    }
  }

  /** A store that can be away. */
  private final class Store {
    static final Duration TOOK = Duration.ofMillis(3);
    Duration took = TOOK;
    boolean away;
    int answersLeft = Integer.MAX_VALUE;
    int calls;

    String answer() {
      calls++;
      time.advance(took);
      if (away || answersLeft-- <= 0) {
        throw new StorageUnavailable("redis", "connection refused", new Exception());
      }
      return "answer " + calls;
    }

    void ping() {
      assertThat(answer()).isNotEmpty();
    }
  }

  private static final class Heard implements Telemetry {
    final List<String> calls = new ArrayList<>();

    @Override
    public void serviceCalled(String service, boolean succeeded, Duration took) {
      calls.add(service + " " + succeeded + " " + took);
    }
  }
}
