package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoreClockTest {
  private static final Instant STORE = QuotaLedgerContract.NOON;
  private static final Duration AHEAD = Duration.ofMinutes(5);
  private static final StoreClock CLOCK = new StoreClock(STORE.plus(AHEAD), STORE);
  private static final Instant RESET = STORE.plusSeconds(60);
  private static final QuotaKey KEY = QuotaLedgerContract.fresh();
  private static final Demand DEMAND = QuotaLedgerContract.points(2);

  @Test
  void roundsUpSoThatNothingEndsEarly() {
    assertThat(StoreClock.millis(Duration.ofNanos(1))).isEqualTo(1);
    assertThat(StoreClock.millis(Duration.ofMillis(7))).isEqualTo(7);
    assertThat(StoreClock.millis(Duration.ofNanos(-1))).isNotPositive();
  }

  @Test
  void tellsAPauseByTheCallersClockAndAWindowByGitHubs() {
    QuotaAccount account = new QuotaAccount(10, 1, RESET, 0, STORE.plusSeconds(3));
    assertThat(CLOCK.account(account))
        .isEqualTo(new QuotaAccount(10, 1, RESET, 0, CLOCK.caller().plusSeconds(3)));
  }

  @Test
  void tellsARefusalByTheCallersClockSoThatHeWaitsAsLongAsHeMust() {
    QuotaAccount account = new QuotaAccount(10, 1, RESET, 0, null);
    assertThat(CLOCK.answer(KEY, DEMAND, false, account).refusal())
        .isEqualTo(new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, CLOCK.caller().plusSeconds(61)));
    assertThat(CLOCK.answer(KEY, DEMAND, true, account).refusal()).isNull();
  }

  @Test
  void doesNotTakeARefusalForAGrantWhereTheRulesDisagree() {
    assertThatNullPointerException()
        .isThrownBy(() -> CLOCK.answer(KEY, DEMAND, false, QuotaAccount.UNKNOWN));
  }
}
