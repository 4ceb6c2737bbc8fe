package dev.headgate.storage.memory.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaLedgerContract;
import dev.headgate.core.quota.QuotaLedgerModelContract;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Refusal;
import dev.headgate.core.quota.Reservation;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MemoryQuotaLedgerTest implements QuotaLedgerContract, QuotaLedgerModelContract {
  private final MemoryQuotaLedger ledger = new MemoryQuotaLedger(MemoryQuotaSettings.DEFAULTS);
  private final MemoryQuotaLedger small = new MemoryQuotaLedger(new MemoryQuotaSettings(10));

  @Override
  public QuotaLedger quotaLedger() {
    return ledger;
  }

  private static QuotaKey key(int number) {
    return new QuotaKey("api.github.com", Principal.user("u" + number), "core");
  }

  private void learn(int number, long remaining) {
    Reservation reservation = small.reserve(key(number), QuotaLedgerContract.points(1), NOON);
    small.settle(reservation, 1, new QuotaObservation("core", 5_000, remaining, 0, RESET), NOON);
  }

  @Test
  void forgetsAccountsThatHoldNothingBackWhenItIsFull() {
    for (int i = 0; i < 10; i++) {
      learn(i, i == 0 ? 0 : 100);
    }
    Reservation held = small.reserve(key(1), QuotaLedgerContract.points(50), NOON);
    assertThat(small.reserve(key(99), QuotaLedgerContract.points(1), NOON).refusal()).isNull();
    assertThat(small.accounts(NOON)).containsOnlyKeys(key(0), key(1), key(99));
    assertThat(small.reserve(key(0), QuotaLedgerContract.points(1), NOON).refusal())
        .isEqualTo(SPENT);
    assertThat(small.reserve(key(1), QuotaLedgerContract.points(51), NOON).refusal())
        .isEqualTo(SPENT);
    small.settle(held, 0, null, NOON);
  }

  @Test
  void refusesTheUnknownForAMinuteWhenNothingMayBeForgotten() {
    for (int i = 0; i < 10; i++) {
      learn(i, 0);
    }
    assertThat(small.reserve(key(99), QuotaLedgerContract.points(1), NOON).refusal())
        .isEqualTo(new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, NOON.plusSeconds(60)));
    assertThat(small.reserve(key(98), QuotaLedgerContract.points(1), NOON).refusal()).isNotNull();
    assertThat(small.accounts(NOON)).hasSize(10);
    assertThat(small.reserve(key(99), QuotaLedgerContract.points(1), SPENT.until()).refusal())
        .isNull();
  }

  @Test
  void restsAPrincipalWhoseExhaustionItCannotNote() {
    for (int i = 0; i < 10; i++) {
      learn(i, 0);
    }
    small.exhaust(key(99), RESET, NOON);
    assertThat(small.account(key(99), NOON).pausedUntil()).isEqualTo(RESET);
  }

  @Test
  void restsEverybodyWhenMoreMustRestThanItCanRemember() {
    for (int i = 0; i < 10; i++) {
      small.pause(key(i), NOON.plusSeconds(60), NOON);
    }
    assertThat(small.account(key(50), NOON).pausedUntil()).isNull();
    small.pause(key(99), NOON.plusSeconds(90), NOON);
    assertThat(small.account(key(50), NOON).pausedUntil()).isEqualTo(NOON.plusSeconds(90));
    assertThat(small.account(key(50), NOON.plusSeconds(90)).refusal(1, NOON.plusSeconds(90)))
        .isNull();
    Instant later = NOON.plusSeconds(90).plus(QuotaAccount.RECOVERY);
    assertThat(small.account(key(50), later)).isEqualTo(QuotaAccount.UNKNOWN);
  }

  @Test
  void remembersNewPausesInThePlaceOfThoseThatEnded() {
    for (int i = 0; i < 10; i++) {
      small.pause(key(i), NOON.plusSeconds(60), NOON);
    }
    small.pause(key(99), NOON.plusSeconds(120), NOON.plusSeconds(60));
    assertThat(small.account(key(99), NOON.plusSeconds(60)).pausedUntil())
        .isEqualTo(NOON.plusSeconds(120));
    assertThat(small.account(key(50), NOON.plusSeconds(60)).pausedUntil()).isNull();
  }

  @Test
  void remembersNothingOfAPrincipalWhoseWindowsAreOver() {
    for (int i = 0; i < 1_000; i++) {
      Reservation reservation = small.reserve(key(i), QuotaLedgerContract.points(1), NOON);
      assertThat(reservation.refusal()).isNull();
      small.settle(reservation, 1, null, NOON);
    }
    assertThat(small.accounts(NOON)).isEmpty();
  }
}
