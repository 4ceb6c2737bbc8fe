package dev.headgate.core.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.breaker.BreakerStatus.State;
import dev.headgate.core.breaker.CircuitBreaker.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CircuitBreakers} does, for services that open after five failures in a row,
 * stay open for sixty seconds and close after two successes.
 */
public interface CircuitBreakersContract {
  Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  Duration TOOK = Duration.ofMillis(20);

  /**
   * The breakers under test: 5 failures, 60 seconds, 2 successes for services without their own.
   */
  CircuitBreakers circuitBreakers();

  /** A closed breaker of a service nobody else uses. */
  default CircuitBreaker closed() {
    return circuitBreakers().breaker("service-" + UUID.randomUUID());
  }

  /** A breaker that opened at {@link #NOON}. */
  default CircuitBreaker open() {
    CircuitBreaker breaker = closed();
    fail(breaker, 5, NOON);
    return breaker;
  }

  static void fail(CircuitBreaker breaker, int times, Instant now) {
    for (int i = 0; i < times; i++) {
      assertThat(permitted(breaker, now)).isTrue();
      breaker.failed(TOOK, now);
    }
  }

  static void succeed(CircuitBreaker breaker, int times, Instant now) {
    for (int i = 0; i < times; i++) {
      assertThat(permitted(breaker, now)).isTrue();
      breaker.succeeded(TOOK, now);
    }
  }

  static boolean permitted(CircuitBreaker breaker, Instant now) {
    return breaker.acquire(now) instanceof Permission.Permitted;
  }

  static Instant at(long seconds) {
    return NOON.plusSeconds(seconds);
  }

  @Test
  default void isClosedAtFirst() {
    CircuitBreaker breaker = closed();
    assertThat(permitted(breaker, NOON)).isTrue();
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
  }

  @Test
  default void opensAfterFiveFailuresInARow() {
    CircuitBreaker breaker = closed();
    fail(breaker, 4, NOON);
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
    fail(breaker, 1, at(1));
    assertThat(breaker.status()).isEqualTo(new BreakerStatus(breaker.service(), State.OPEN, at(1)));
  }

  @Test
  default void staysClosedWhileASuccessComesBetweenTheFailures() {
    CircuitBreaker breaker = closed();
    for (int i = 0; i < 10; i++) {
      fail(breaker, 4, NOON);
      succeed(breaker, 1, NOON);
    }
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
  }

  @Test
  default void countsOnlyFailuresInARow() {
    CircuitBreaker breaker = closed();
    fail(breaker, 4, NOON);
    succeed(breaker, 1, NOON);
    fail(breaker, 4, NOON);
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
    fail(breaker, 1, NOON);
    assertThat(breaker.status().state()).isEqualTo(State.OPEN);
  }

  @Test
  default void doesNotCountCallsThatSaidNothing() {
    CircuitBreaker breaker = closed();
    for (int i = 0; i < 20; i++) {
      assertThat(permitted(breaker, NOON)).isTrue();
      breaker.released();
    }
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
    fail(breaker, 5, NOON);
    assertThat(breaker.status().state()).isEqualTo(State.OPEN);
  }

  @Test
  default void refusesWhileOpenAndTellsHowLongStill() {
    CircuitBreaker breaker = open();
    assertThat(breaker.acquire(at(0))).isEqualTo(new Permission.Refused(Duration.ofSeconds(60)));
    assertThat(breaker.acquire(at(45))).isEqualTo(new Permission.Refused(Duration.ofSeconds(15)));
    assertThat(permitted(breaker, at(60).minusMillis(1))).isFalse();
  }

  @Test
  default void isAskedInVainNotBeforeItSaidButThen() {
    CircuitBreaker breaker = open();
    assertThat(permitted(breaker, at(60))).isTrue();
    assertThat(breaker.status())
        .isEqualTo(new BreakerStatus(breaker.service(), State.HALF_OPEN, at(60)));
  }

  @Test
  default void letsTwoProbesPassWhenHalfOpen() {
    CircuitBreaker breaker = open();
    assertThat(permitted(breaker, at(60))).isTrue();
    assertThat(permitted(breaker, at(60))).isTrue();
    Permission third = breaker.acquire(at(60));
    assertThat(third).isInstanceOf(Permission.Refused.class);
    assertThat(((Permission.Refused) third).retryAfter()).isPositive();
  }

  @Test
  default void closesAfterTwoSuccessfulProbes() {
    CircuitBreaker breaker = open();
    succeed(breaker, 1, at(60));
    assertThat(breaker.status().state()).isEqualTo(State.HALF_OPEN);
    succeed(breaker, 1, at(61));
    assertThat(breaker.status())
        .isEqualTo(new BreakerStatus(breaker.service(), State.CLOSED, at(61)));
    fail(breaker, 4, at(62));
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
  }

  @Test
  default void opensAgainAtTheFirstFailedProbe() {
    CircuitBreaker breaker = open();
    succeed(breaker, 1, at(60));
    fail(breaker, 1, at(61));
    assertThat(breaker.status())
        .isEqualTo(new BreakerStatus(breaker.service(), State.OPEN, at(61)));
    assertThat(permitted(breaker, at(180))).isFalse();
    assertThat(permitted(breaker, at(181))).isTrue();
  }

  @Test
  default void staysOpenLongerWithEachFailedAttemptUpToFourTimes() {
    CircuitBreaker breaker = open();
    Instant opened = NOON;
    for (long seconds : new long[] {60, 120, 240, 240}) {
      Instant due = opened.plusSeconds(seconds);
      assertThat(permitted(breaker, due.minusMillis(1))).as("before %ss", seconds).isFalse();
      fail(breaker, 1, due);
      opened = due;
    }
  }

  @Test
  default void opensAtOnceForAsLongAsTheServiceAsks() {
    CircuitBreaker breaker = closed();
    assertThat(permitted(breaker, NOON)).isTrue();
    breaker.refused(TOOK, Duration.ofSeconds(90), NOON);
    assertThat(breaker.acquire(at(10))).isEqualTo(new Permission.Refused(Duration.ofSeconds(80)));
    breaker.recovered(at(89));
    assertThat(breaker.status()).isEqualTo(new BreakerStatus(breaker.service(), State.OPEN, NOON));
    succeed(breaker, 2, at(90));
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
  }

  @Test
  default void leavesTheServiceAloneNoLongerThanAnHourWhateverItAsks() {
    CircuitBreaker breaker = closed();
    assertThat(permitted(breaker, NOON)).isTrue();
    breaker.refused(TOOK, Duration.ofDays(10_000), NOON);
    assertThat(permitted(breaker, at(3_599))).isFalse();
    assertThat(permitted(breaker, at(3_600))).isTrue();
  }

  @Test
  default void takesTheLongestOfSeveralWishes() {
    CircuitBreaker breaker = closed();
    for (int i = 0; i < 3; i++) {
      assertThat(permitted(breaker, NOON)).isTrue();
    }
    breaker.refused(TOOK, Duration.ofSeconds(30), NOON);
    breaker.refused(TOOK, Duration.ofSeconds(90), at(1));
    breaker.refused(TOOK, Duration.ofSeconds(10), at(2));
    assertThat(breaker.acquire(at(2))).isEqualTo(new Permission.Refused(Duration.ofSeconds(89)));
  }

  @Test
  default void opensAgainWhenTheSecondOfTwoProbesUnderWayFails() {
    CircuitBreaker breaker = open();
    assertThat(permitted(breaker, at(60))).isTrue();
    assertThat(permitted(breaker, at(60))).isTrue();
    breaker.succeeded(TOOK, at(61));
    breaker.failed(TOOK, at(61));
    assertThat(breaker.status().state()).isEqualTo(State.OPEN);
  }

  @Test
  default void givesAProbesPlaceToAnotherWhenItSaidNothing() {
    CircuitBreaker breaker = open();
    assertThat(permitted(breaker, at(60))).isTrue();
    assertThat(permitted(breaker, at(60))).isTrue();
    breaker.released();
    assertThat(breaker.status().state()).isEqualTo(State.HALF_OPEN);
    assertThat(permitted(breaker, at(60))).isTrue();
    assertThat(permitted(breaker, at(60))).isFalse();
  }

  @Test
  default void aLateFailureWhileOpenDoesNotProlongIt() {
    CircuitBreaker breaker = closed();
    for (int i = 0; i < 8; i++) {
      assertThat(permitted(breaker, NOON)).isTrue();
    }
    for (int i = 0; i < 8; i++) {
      breaker.failed(TOOK, at(i));
    }
    assertThat(breaker.status()).isEqualTo(new BreakerStatus(breaker.service(), State.OPEN, at(4)));
    assertThat(permitted(breaker, at(64))).isTrue();
  }

  @Test
  default void goesHalfOpenEarlyWhenTheServiceIsSeenToRecover() {
    CircuitBreaker breaker = open();
    breaker.recovered(at(0).plusMillis(999));
    assertThat(breaker.status().state()).isEqualTo(State.OPEN);
    breaker.recovered(at(1));
    assertThat(breaker.status().state()).isEqualTo(State.HALF_OPEN);
    succeed(breaker, 2, at(1));
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
  }

  @Test
  default void believesEvidenceOfRecoveryLaterEachTimeItWasWrong() {
    CircuitBreaker breaker = open();
    Instant opened = NOON;
    for (long least : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      Instant earliest = opened.plusSeconds(least);
      breaker.recovered(earliest.minusMillis(1));
      assertThat(breaker.status().state()).as("before %ss", least).isEqualTo(State.OPEN);
      breaker.recovered(earliest);
      assertThat(breaker.status().state()).as("after %ss", least).isEqualTo(State.HALF_OPEN);
      fail(breaker, 1, earliest);
      opened = earliest;
    }
  }

  @Test
  default void believesEvidenceOfRecoverySoonAgainOnceItWasClosed() {
    CircuitBreaker breaker = open();
    breaker.recovered(at(1));
    fail(breaker, 1, at(1));
    breaker.recovered(at(3));
    succeed(breaker, 2, at(3));
    fail(breaker, 5, at(10));
    breaker.recovered(at(11));
    assertThat(breaker.status().state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  default void evidenceOfRecoveryChangesNothingWhileItIsNotOpen() {
    CircuitBreaker breaker = closed();
    fail(breaker, 4, NOON);
    breaker.recovered(at(10));
    fail(breaker, 1, at(10));
    assertThat(breaker.status().state()).isEqualTo(State.OPEN);
    assertThat(permitted(breaker, at(70))).isTrue();
    assertThat(permitted(breaker, at(70))).isTrue();
    breaker.recovered(at(71));
    assertThat(permitted(breaker, at(71))).isFalse();
  }

  @Test
  default void keepsServicesApart() {
    CircuitBreakers breakers = circuitBreakers();
    CircuitBreaker one = breakers.breaker("service-" + UUID.randomUUID());
    CircuitBreaker other = breakers.breaker("service-" + UUID.randomUUID());
    fail(one, 5, NOON);
    assertThat(permitted(one, NOON)).isFalse();
    assertThat(permitted(other, NOON)).isTrue();
  }

  @Test
  default void isTheSameForTheSameServiceAndListed() {
    CircuitBreakers breakers = circuitBreakers();
    String service = "service-" + UUID.randomUUID();
    fail(breakers.breaker(service), 5, NOON);
    assertThat(permitted(breakers.breaker(service), NOON)).isFalse();
    assertThat(breakers.breaker(service).service()).isEqualTo(service);
    assertThat(breakers.statuses()).contains(new BreakerStatus(service, State.OPEN, NOON));
  }

  @Test
  default void letsExactlyTwoOfManyProbeAtOnce() {
    CircuitBreaker breaker = open();
    long passed = Race.of(64, number -> permitted(breaker, at(60))).stream().filter(p -> p).count();
    assertThat(passed).isEqualTo(2);
  }

  @Test
  default void opensOnceWhenManyFailAtOnce() {
    CircuitBreaker breaker = closed();
    Race.of(
        64,
        number -> {
          if (permitted(breaker, NOON)) {
            breaker.failed(TOOK, NOON);
          }
          return number;
        });
    assertThat(breaker.status()).isEqualTo(new BreakerStatus(breaker.service(), State.OPEN, NOON));
    breaker.recovered(at(1));
    assertThat(breaker.status().state()).isEqualTo(State.HALF_OPEN);
  }

  @Test
  default void neverLetsAStateLastThatManyDisagreeOn() {
    CircuitBreaker breaker = closed();
    Race.of(
        16,
        number -> {
          for (int i = 0; i < 500; i++) {
            Instant now = at(i);
            if (permitted(breaker, now)) {
              if ((i + number) % 7 == 0) {
                breaker.succeeded(TOOK, now);
              } else {
                breaker.failed(TOOK, now);
              }
            }
          }
          return number;
        });
    Instant later = at(10_000);
    if (breaker.status().state() != State.CLOSED) {
      assertThat(permitted(breaker, later)).isTrue();
      breaker.failed(TOOK, later);
      assertThat(breaker.status().state()).isEqualTo(State.OPEN);
      later = later.plusSeconds(240);
      succeed(breaker, 2, later);
    }
    assertThat(breaker.status().state()).isEqualTo(State.CLOSED);
    succeed(breaker, 5, later);
    fail(breaker, 5, later);
    assertThat(breaker.status().state()).isEqualTo(State.OPEN);
  }
}
