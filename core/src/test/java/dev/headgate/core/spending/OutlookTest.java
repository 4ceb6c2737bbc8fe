package dev.headgate.core.spending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When an end is warned of. */
class OutlookTest {
  private static final QuotaKey KEY = new QuotaKey("h", Principal.user("octocat"), "core");
  private static final Instant START = Instant.parse("2026-01-01T12:00:00Z");

  private final Outlook outlook = new Outlook();
  private final List<Instant> warned = new ArrayList<>();
  private Instant now = START;
  private double remaining = 5_000;
  private Instant reset = START.plusSeconds(3_600);

  @Test
  void warnsOnceAndOnceMoreWhenTheEndIsMuchNearer() {
    run(Duration.ofMinutes(55), 120);
    assertThat(warned).hasSize(2);
    Duration first = Duration.between(START, warned.get(0));
    Duration second = Duration.between(START, warned.get(1));
    assertThat(first).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(150));
    assertThat(second).isBetween(Duration.ofMinutes(30), Duration.ofMinutes(34));
    assertThat(remaining).isZero();
  }

  @Test
  void anEndThatIsNearIsWarnedOfAtOnce() {
    remaining = 800;
    run(Duration.ofMinutes(2), 400);
    assertThat(warned).isNotEmpty();
    assertThat(Duration.between(START, warned.get(0))).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void warnsAnewInTheNextWindow() {
    run(Duration.ofHours(1).plusSeconds(5), 120);
    remaining = 5_000;
    reset = now.plusSeconds(3_600);
    run(Duration.ofMinutes(5), 120);
    assertThat(warned).hasSize(3);
  }

  @Test
  void whatLastsOrNearlyLastsIsNotWarnedOf() {
    run(Duration.ofMinutes(50), 80);
    assertThat(warned).isEmpty();
    now = START.plus(Duration.ofHours(2));
    remaining = 5_000;
    reset = now.plusSeconds(3_600);
    run(Duration.ofMinutes(50), 84);
    assertThat(warned).isEmpty();
  }

  @Test
  void oneBurstOfTwoHundredIsNotWarnedOfThoughLittleIsLeft() {
    for (int seconds : new int[] {1, 10, 20, 30, 60}) {
      Outlook own = new Outlook();
      Traffic traffic = new Traffic(seconds, seconds > 20 ? 2_000 : 500, Duration.ofHours(1));
      int warnings = warnings(own, traffic, 120, 2);
      warnings += warnings(own, traffic, seconds, 60.0 * 200 / seconds);
      warnings += warnings(own, traffic, 1_800, 2);
      System.out.printf("a burst of 200 in %d s: %d warnings%n", seconds, warnings);
      assertThat(warnings).as("in %d s", seconds).isZero();
    }
  }

  @Test
  void steadyTrafficThatLastsRaisesNoFalseAlarm() {
    int alarms =
        IntStream.range(0, 50)
            .map(seed -> warnings(new Outlook(), Traffic.hourly(seed), 3_500, 60))
            .sum();
    System.out.printf("60 a minute, 83 allowed, 50 hours: %d warnings%n", alarms);
    assertThat(alarms).isZero();
  }

  @Test
  void windowsOfAMinuteWarnEveryQuarterOfAnHourAtMost() {
    remaining = 30;
    for (int window = 0; window < 20; window++) {
      remaining = 30;
      reset = now.plusSeconds(60);
      run(Duration.ofSeconds(60), 50);
    }
    assertThat(warned.size()).isBetween(1, 4);
  }

  @Test
  void forgetsWhatNobodySpends() {
    run(Duration.ofMinutes(10), 120);
    QuotaAccount account = account();
    assertThat(outlook.forecast(KEY, account, now).pace().perMinute()).isGreaterThan(100);
    now = now.plus(Duration.ofHours(2));
    outlook.look(Map.of(), now);
    assertThat(outlook.forecast(KEY, account, now)).isEqualTo(Forecast.NONE);
  }

  @Test
  void isBounded() {
    Map<QuotaKey, QuotaAccount> many = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      many.put(new QuotaKey("h", Principal.user("u" + i), "core"), account());
    }
    assertThat(outlook.look(many, now)).isEmpty();
    assertThat(outlook.look(many, now.plusSeconds(5))).isEmpty();
    assertThat(outlook.watched()).isEqualTo(10_000);
  }

  private static int warnings(Outlook outlook, Traffic traffic, int seconds, double perMinute) {
    int warnings = 0;
    for (int i = 0; i < seconds; i += 5) {
      traffic.steady(Duration.ofSeconds(Math.min(5, seconds - i)), perMinute);
      warnings += outlook.look(Map.of(KEY, traffic.account()), traffic.now()).size();
    }
    return warnings;
  }

  private void run(Duration time, double perMinute) {
    for (int second = 0; second < time.toSeconds(); second++) {
      remaining = Math.max(0, remaining - perMinute / 60);
      now = now.plusSeconds(1);
      if (second % 5 == 4 && !outlook.look(Map.of(KEY, account()), now).isEmpty()) {
        warned.add(now);
      }
    }
  }

  private QuotaAccount account() {
    return new QuotaAccount(5_000, (long) remaining, reset, 0, null);
  }
}
