package dev.headgate.core.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The pace of made-up traffic, by many seeds; what was measured is printed. */
class PaceTest {
  private static final int SEEDS = 200;

  @Test
  void steadyTrafficIsMeasuredWithinAFewPercent() {
    for (double rate : new double[] {10, 60, 300}) {
      double[] errors =
          IntStream.range(0, SEEDS)
              .mapToDouble(seed -> {
                Traffic traffic = new Traffic(seed, 100_000, Duration.ofHours(1));
                traffic.steady(Duration.ofMinutes(20), rate);
                return traffic.pace().perMinute() / rate - 1;
              })
              .toArray();
      double mean = Arrays.stream(errors).average().orElseThrow();
      double deviation = Math.sqrt(Arrays.stream(errors).map(e -> e * e).average().orElseThrow());
      System.out.printf(
          "steady %3.0f a minute: error %+.1f %% on average, %.1f %% root mean square%n",
          rate, 100 * mean, 100 * deviation);
      assertThat(mean).isCloseTo(0, within(0.06));
      assertThat(deviation).isLessThan(1.2 / Math.sqrt(rate));
    }
  }

  @Test
  void newTrafficShowsWithinAboutAMinute() {
    double[] seconds =
        IntStream.range(0, SEEDS)
            .mapToDouble(seed -> until(Traffic.hourly(seed), 100, pace -> pace >= 80))
            .sorted()
            .toArray();
    double late = seconds[SEEDS * 95 / 100];
    System.out.printf("begun: noticed after %.0f s, 95 of 100 by %.0f s%n", median(seconds), late);
    assertThat(late).isLessThanOrEqualTo(75);
  }

  @Test
  void aDoublingShowsWithinAboutAMinute() {
    double[] seconds =
        IntStream.range(0, SEEDS)
            .mapToDouble(seed -> {
              Traffic traffic = Traffic.hourly(seed);
              traffic.steady(Duration.ofMinutes(16), 60);
              return until(traffic, 120, pace -> pace >= 100);
            })
            .sorted()
            .toArray();
    double late = seconds[SEEDS * 95 / 100];
    System.out.printf(
        "doubled: noticed after %.0f s, 95 of 100 by %.0f s%n", median(seconds), late);
    assertThat(median(seconds)).isLessThanOrEqualTo(60);
    assertThat(late).isLessThanOrEqualTo(100);
  }

  @Test
  void oneBurstOfTwoHundredForecastsNoEnd() {
    int alarms = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      Traffic traffic = Traffic.hourly(seed);
      traffic.steady(Duration.ofMinutes(3).plusSeconds(seed % 60), 20);
      int seconds = 1 + seed % 20;
      traffic.steady(Duration.ofSeconds(seconds), 60.0 * 200 / seconds);
      alarms += watched(traffic, Duration.ofMinutes(17), 20);
    }
    System.out.printf("burst of 200: %d of %d forecast an end%n", alarms, SEEDS);
    assertThat(alarms).isZero();
  }

  @Test
  void whatComesEveryMinuteCountsAtItsMean() {
    double[] errors = errors(18, 60, 10, 600);
    report("on for 10 s of each minute", errors);
    assertThat(max(errors)).isLessThan(0.15);
  }

  @Test
  void whatComesEveryFiveMinutesCountsFromItsThirdTimeOn() {
    double[] errors = errors(4, 300, 20, 600);
    report("on for 20 s of each five minutes", errors);
    assertThat(max(errors)).isLessThan(0.25);

    Traffic twice = Traffic.hourly(1);
    bursts(twice, 2, 300, 20, 600);
    assertThat(twice.pace()).isEqualTo(Pace.NONE);
  }

  @Test
  void aRampIsFollowedAtADistance() {
    double[] lags =
        IntStream.range(0, SEEDS)
            .mapToDouble(seed -> {
              Traffic traffic = new Traffic(seed, 100_000, Duration.ofHours(1));
              traffic.flow(Duration.ofMinutes(20), second -> 20 + second / 4.0);
              return (320 - traffic.pace().perMinute()) / 15;
            })
            .sorted()
            .toArray();
    System.out.printf("ramp: %.1f minutes behind, at most %.1f%n", median(lags), max(lags));
    assertThat(median(lags)).isBetween(0.0, 2.0);
    assertThat(max(lags)).isLessThan(5);
  }

  @Test
  void aFallShowsWithinTwoMinutes() {
    double[] seconds =
        IntStream.range(0, SEEDS)
            .mapToDouble(seed -> {
              Traffic traffic = Traffic.hourly(seed);
              traffic.steady(Duration.ofMinutes(20), 120);
              return until(traffic, 20, pace -> pace <= 40);
            })
            .sorted()
            .toArray();
    System.out.printf(
        "fallen to a sixth: noticed after %.0f s, at most %.0f s%n", median(seconds), max(seconds));
    assertThat(max(seconds)).isLessThanOrEqualTo(120);
  }

  @Test
  void silenceEndsThePaceWithinTwoMinutes() {
    Traffic traffic = Traffic.hourly(3);
    traffic.steady(Duration.ofMinutes(20), 120);
    double seconds = until(traffic, 0, pace -> pace == 0);
    System.out.printf("silence: noticed after %.0f s%n", seconds);
    assertThat(seconds).isLessThanOrEqualTo(120);
  }

  @Test
  void aNewWindowChangesNothingAboutThePace() {
    Traffic traffic = Traffic.hourly(4);
    traffic.steady(Duration.ofHours(1).plusSeconds(5), 70);
    traffic.reset(Duration.ofHours(1));
    traffic.steady(Duration.ofMinutes(5), 70);
    assertThat(traffic.pace().perMinute()).isCloseTo(70, within(20.0));
  }

  @Test
  void whatWasSpentBeforeTheFirstLookIsNotTakenForAPace() {
    Traffic traffic = Traffic.hourly(5);
    assertThat(traffic.pace()).isEqualTo(Pace.NONE);
    traffic.steady(Duration.ofMinutes(5), 0);
    assertThat(traffic.pace()).isEqualTo(Pace.NONE);
  }

  private static double[] errors(int times, int every, int on, double rate) {
    double truth = rate * on / every;
    return IntStream.range(0, SEEDS)
        .mapToDouble(seed -> {
          Traffic traffic = new Traffic(seed, 100_000, Duration.ofHours(2));
          traffic.steady(Duration.ofSeconds(seed % 60), 0);
          bursts(traffic, times, every, on, rate);
          return Math.abs(traffic.pace().perMinute() / truth - 1);
        })
        .sorted()
        .toArray();
  }

  private static void bursts(Traffic traffic, int times, int every, int on, double rate) {
    for (int i = 0; i < times; i++) {
      traffic.steady(Duration.ofSeconds(on), rate);
      traffic.steady(Duration.ofSeconds(every - on), 0);
    }
  }

  private static void report(String what, double[] errors) {
    System.out.printf(
        "%s: error %.1f %% in the median, at most %.1f %%%n",
        what, 100 * median(errors), 100 * max(errors));
  }

  private static int watched(Traffic traffic, Duration time, double rate) {
    for (int i = 0; i < time.toSeconds() / 5; i++) {
      traffic.steady(Duration.ofSeconds(5), rate);
      if (traffic.forecast().exhaustedAt() != null) {
        return 1;
      }
    }
    return 0;
  }

  /** Seconds of that traffic until the pace is so. */
  private static double until(Traffic traffic, double rate, DoublePredicate reached) {
    for (int looks = 1; looks < 200; looks++) {
      traffic.steady(Duration.ofSeconds(5), rate);
      if (reached.test(traffic.pace().perMinute())) {
        return 5.0 * looks;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static double max(double[] sorted) {
    return sorted[sorted.length - 1];
  }
}
