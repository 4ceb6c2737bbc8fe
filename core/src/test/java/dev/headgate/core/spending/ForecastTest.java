package dev.headgate.core.spending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.quota.QuotaAccount;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant RESET = NOW.plusSeconds(1_800);
  private static final Pace TEN = new Pace(10, Pace.Basis.QUARTER_HOUR);

  @Test
  void whatRemainsLastsAsLongAsThePaceAllows() {
    Forecast forecast = Forecast.of(account(200), TEN, NOW);
    assertThat(forecast.exhaustedAt()).isEqualTo(NOW.plusSeconds(1_200));
    assertThat(forecast.left(NOW.plusSeconds(200))).isEqualTo(Duration.ofSeconds(1_000));
    assertThat(forecast.left(NOW.plusSeconds(2_000))).isEqualTo(Duration.ZERO);
  }

  @Test
  void whatLastsUntilTheResetHasNoEnd() {
    assertThat(Forecast.of(account(300), TEN, NOW).exhaustedAt()).isNull();
    assertThat(Forecast.of(account(299), TEN, NOW).exhaustedAt()).isBefore(RESET);
    assertThat(Forecast.of(account(1), Pace.NONE, NOW).exhaustedAt()).isNull();
  }

  @Test
  void aPauseIsNotSpentIn() {
    QuotaAccount paused = account(100).pause(NOW.plusSeconds(300));
    assertThat(Forecast.of(paused, TEN, NOW).exhaustedAt()).isEqualTo(NOW.plusSeconds(900));
    assertThat(Forecast.of(account(250).pause(NOW.plusSeconds(600)), TEN, NOW).exhaustedAt())
        .isNull();
  }

  @Test
  void whatIsSpentIsExhaustedNow() {
    assertThat(Forecast.of(account(0), Pace.NONE, NOW).exhaustedAt()).isEqualTo(NOW);
  }

  @Test
  void nothingIsSaidOfAWindowThatHasEnded() {
    assertThat(Forecast.of(account(0), TEN, RESET.plusSeconds(1)).exhaustedAt()).isNull();
    assertThat(Forecast.of(QuotaAccount.UNKNOWN, TEN, NOW).exhaustedAt()).isNull();
  }

  private static QuotaAccount account(long remaining) {
    return new QuotaAccount(5_000, remaining, RESET, 0, null);
  }
}
