package dev.headgate.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private final ManualTime time = ManualTime.atNoon();
  private final RetryBudget budget = new RetryBudget(time.instant());

  @Test
  void aQuietProcessMayRetry() {
    assertThat(taken(1_000)).isEqualTo(20);
  }

  @Test
  void everyFifthCallEarnsARetry() {
    taken(20);
    for (int i = 0; i < 50; i++) {
      budget.called(time.instant());
    }
    assertThat(taken(1_000)).isEqualTo(10);
  }

  @Test
  void twoComeEverySecondWhateverTheStepsOfTheClock() {
    taken(20);
    for (int i = 0; i < 3_000; i++) {
      time.advance(Duration.ofMillis(1));
      budget.called(Instant.MIN);
    }
    // 3000 calls earned their hundred at most, and are taken with the rest.
    assertThat(taken(1_000)).isEqualTo(100);
    IntStream.range(0, 3_000).forEach(i -> budget.take(time.advance(Duration.ofMillis(1))));
    assertThat(budget.take(time.instant())).isFalse();
    time.advance(Duration.ofMillis(500));
    assertThat(taken(10)).isEqualTo(1);
  }

  @Test
  void savesUpAHundredAtMost() {
    time.advance(Duration.ofDays(36_500));
    assertThat(taken(1_000)).isEqualTo(100);
  }

  @Test
  void timeThatGoesBackEarnsNothing() {
    taken(20);
    time.advance(Duration.ofHours(-1));
    assertThat(taken(1)).isZero();
    time.advance(Duration.ofHours(1));
    assertThat(taken(1)).isZero();
  }

  @Test
  void anOutageOfAThousandCallsASecondGrowsByAFifthAndTheReserveOnly() {
    int calls = 0;
    int retries = 0;
    for (int i = 0; i < 10_000; i++) {
      time.advance(Duration.ofMillis(1));
      budget.called(time.instant());
      calls++;
      for (int attempt = 0; attempt < 3 && budget.take(time.instant()); attempt++) {
        retries++;
      }
    }
    assertThat(retries).isBetween(calls / 5, calls / 5 + 20 + 2 * 10);
  }

  @Test
  void neverGivesOneRetryTwice() {
    long taken =
        IntStream.range(0, 10_000).parallel().filter(i -> budget.take(time.instant())).count();
    assertThat(taken).isEqualTo(20);
  }

  private int taken(int most) {
    int taken = 0;
    while (taken < most && budget.take(time.instant())) {
      taken++;
    }
    return taken;
  }
}
