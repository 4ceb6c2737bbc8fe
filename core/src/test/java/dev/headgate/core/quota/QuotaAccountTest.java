package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QuotaAccountTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant RESET = NOW.plusSeconds(1_800);
  private static final QuotaAccount HUNDRED = new QuotaAccount(5_000, 100, RESET, 0, null);

  private static QuotaObservation seen(long remaining, Instant reset) {
    return new QuotaObservation("core", 5_000, remaining, 5_000 - remaining, reset);
  }

  @Test
  void refusesNothingWhileNothingIsKnown() {
    assertThat(QuotaAccount.UNKNOWN.refusal(1_000_000, NOW)).isNull();
    assertThat(QuotaAccount.UNKNOWN.idle(NOW)).isTrue();
  }

  @Test
  void refusesWhatIsMoreThanRemainsBesideTheReserved() {
    QuotaAccount account = HUNDRED.reserve(60);
    assertThat(account.refusal(40, NOW)).isNull();
    assertThat(account.refusal(41, NOW))
        .isEqualTo(new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, RESET.plusSeconds(1)));
  }

  @Test
  void keepsWhatIsReservedOverAnObservation() {
    QuotaAccount account = HUNDRED.reserve(60).observe(seen(99, RESET), NOW);
    assertThat(account.remaining()).isEqualTo(99);
    assertThat(account.reserved()).isEqualTo(60);
  }

  @Test
  void takesTheLowerRemainderWithinAWindowInAnyOrder() {
    for (long seed = 0; seed < 50; seed++) {
      List<Long> told = new ArrayList<>(List.of(99L, 98L, 97L, 96L, 95L, 94L));
      Collections.shuffle(told, new Random(seed));
      QuotaAccount account = HUNDRED;
      for (long remaining : told) {
        account = account.observe(seen(remaining, RESET), NOW);
      }
      assertThat(account.remaining()).as("seed %d", seed).isEqualTo(94);
    }
  }

  @Test
  void takesAWindowWhoseEndJittersByTwoSecondsForTheSame() {
    for (int jitter = -2; jitter <= 2; jitter++) {
      QuotaAccount account = HUNDRED.observe(seen(4_000, RESET.plusSeconds(jitter)), NOW);
      assertThat(account.remaining()).as("jitter %d", jitter).isEqualTo(100);
      assertThat(account.reset()).isEqualTo(jitter > 0 ? RESET.plusSeconds(jitter) : RESET);
    }
  }

  @Test
  void takesALaterWindowAsItIs() {
    QuotaAccount account = HUNDRED.observe(seen(4_999, RESET.plusSeconds(3)), NOW);
    assertThat(account.remaining()).isEqualTo(4_999);
    assertThat(account.reset()).isEqualTo(RESET.plusSeconds(3));
  }

  @Test
  void ignoresAnEarlierWindowHoweverFullOrEmpty() {
    assertThat(HUNDRED.observe(seen(4_999, RESET.minusSeconds(3)), NOW)).isEqualTo(HUNDRED);
    assertThat(HUNDRED.observe(seen(0, RESET.minusSeconds(3)), NOW)).isEqualTo(HUNDRED);
  }

  @Test
  void ignoresAWindowThatHasEnded() {
    Instant later = RESET.plusSeconds(60);
    assertThat(QuotaAccount.UNKNOWN.observe(seen(0, NOW.minusSeconds(1)), NOW))
        .isEqualTo(QuotaAccount.UNKNOWN);
    assertThat(HUNDRED.observe(seen(0, RESET), later)).isEqualTo(HUNDRED);
  }

  @Test
  void knowsNothingMoreOnceTheWindowHasSurelyEnded() {
    QuotaAccount spent = new QuotaAccount(5_000, 0, RESET, 0, null);
    assertThat(spent.refusal(1, RESET)).isNotNull();
    assertThat(spent.refusal(1, RESET.plusMillis(999))).isNotNull();
    assertThat(spent.refusal(1, RESET.plusSeconds(1))).isNull();
    assertThat(spent.idle(RESET.plusSeconds(1))).isTrue();
  }

  @Test
  void learnsTheNextWindowWhenTheFirstHasEnded() {
    Instant later = RESET.plusSeconds(5);
    Instant next = RESET.plusSeconds(3_600);
    QuotaAccount account = HUNDRED.reserve(3).observe(seen(4_999, next), later);
    assertThat(account).isEqualTo(new QuotaAccount(5_000, 4_999, next, 3, null));
  }

  @Test
  void takesNothingOffAWindowThatIsOver() {
    Instant later = RESET.plusSeconds(5);
    assertThat(HUNDRED.reserve(2).settle(2, 2, later).remaining()).isEqualTo(100);
    assertThat(HUNDRED.reserve(2).settle(2, 2, NOW).remaining()).isEqualTo(98);
  }

  @Test
  void neverFallsBelowNothing() {
    QuotaAccount account = HUNDRED.settle(50, 500, NOW);
    assertThat(account.remaining()).isZero();
    assertThat(account.reserved()).isZero();
    assertThat(HUNDRED.release(50).reserved()).isZero();
  }

  @Test
  void takesNothingOffWhenTheResponseToldWhatIsLeft() {
    QuotaAccount account = HUNDRED.reserve(1).release(1).observe(seen(99, RESET), NOW);
    assertThat(account).isEqualTo(new QuotaAccount(5_000, 99, RESET, 0, null));
  }

  @Test
  void isSpentUntilGitHubSaysWhenItSaysSo() {
    QuotaAccount account = QuotaAccount.UNKNOWN.exhaust(RESET);
    assertThat(account.refusal(1, NOW))
        .isEqualTo(new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, RESET.plusSeconds(1)));
    assertThat(account.observe(seen(50, RESET), NOW).refusal(1, NOW)).isNotNull();
    assertThat(account.observe(seen(5_000, RESET.plusSeconds(3_600)), NOW).refusal(1, NOW))
        .isNull();
  }

  @Test
  void neverShortensAPause() {
    Instant until = NOW.plusSeconds(60);
    QuotaAccount account = HUNDRED.pause(until).pause(NOW.plusSeconds(10));
    assertThat(account.refusal(0, until.minusMillis(1)))
        .isEqualTo(new Refusal(Refusal.Reason.SECONDARY_PAUSE, until));
    assertThat(account.refusal(1, until)).isNull();
    assertThat(account.pause(until.plusSeconds(1)).pausedUntil()).isEqualTo(until.plusSeconds(1));
  }

  @Test
  void keepsItsPauseOverEverythingElse() {
    Instant until = NOW.plusSeconds(60);
    QuotaAccount account =
        HUNDRED
            .pause(until)
            .reserve(2)
            .observe(seen(4_000, RESET.plusSeconds(600)), NOW)
            .settle(2, 1, NOW)
            .exhaust(RESET);
    assertThat(account.pausedUntil()).isEqualTo(until);
  }

  @Test
  void isNotIdleWhileItHoldsKnowsOrRests() {
    assertThat(HUNDRED.idle(NOW)).isFalse();
    assertThat(QuotaAccount.UNKNOWN.reserve(1).idle(NOW)).isFalse();
    assertThat(QuotaAccount.UNKNOWN.pause(NOW.plusSeconds(1)).idle(NOW)).isFalse();
    assertThat(QuotaAccount.UNKNOWN.pause(NOW).idle(NOW)).isTrue();
  }

  @Test
  void countsALapsedReservationAsSpentInTheWindowItLapsedIn() {
    assertThat(HUNDRED.reserve(5).lapse(5, NOW))
        .isEqualTo(new QuotaAccount(5_000, 95, RESET, 0, null));
    assertThat(HUNDRED.reserve(5).lapse(5, RESET.plusSeconds(1)))
        .isEqualTo(new QuotaAccount(5_000, 100, RESET, 0, null));
  }

  @Test
  void leavesTheFloorUntouchedAndMeetsWhatIsOwedBelowIt() {
    Demand demand = Demand.of(60, Duration.ofSeconds(90)).withFloor(41);
    assertThat(HUNDRED.refusal(demand, NOW)).isNotNull();
    assertThat(HUNDRED.refusal(demand.withFloor(40), NOW)).isNull();
    assertThat(HUNDRED.pause(RESET).refusal(demand.asOwed(), NOW)).isNull();
  }

  @Test
  void forgetsWhatIsOverAndOnlyThat() {
    QuotaAccount account = HUNDRED.reserve(2).pause(NOW.plusSeconds(60));
    assertThat(account.current(NOW)).isEqualTo(account);
    assertThat(account.current(NOW.plusSeconds(89))).isEqualTo(account);
    assertThat(account.current(NOW.plusSeconds(90))).isEqualTo(HUNDRED.reserve(2));
    assertThat(account.current(RESET.plusSeconds(1))).isEqualTo(QuotaAccount.UNKNOWN.reserve(2));
  }

  @Test
  void refusesNegativeFigures() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new QuotaAccount(1, -1, null, 0, null))
        .withMessageContaining("remaining");
  }

  /** GitHub counts in its order, responses come back in any: never over, and exact at the end. */
  @Test
  void neverOverspendsAndWastesNothingWhateverTheOrderOfResponses() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      long github = 100;
      QuotaAccount account = HUNDRED;
      List<Long> underWay = new ArrayList<>();
      for (int step = 0; step < 600; step++) {
        if (random.nextInt(3) > 0 && account.refusal(1, NOW) == null) {
          account = account.reserve(1);
          github--;
          underWay.add(github);
          assertThat(github).as("seed %d, step %d", seed, step).isNotNegative();
        } else if (!underWay.isEmpty()) {
          long told = underWay.remove(random.nextInt(underWay.size()));
          account = account.release(1).observe(seen(told, RESET), NOW);
        }
      }
      for (long told : underWay) {
        account = account.release(1).observe(seen(told, RESET), NOW);
      }
      assertThat(account.remaining()).as("seed %d", seed).isEqualTo(github);
      assertThat(account.reserved()).as("seed %d", seed).isZero();
    }
  }
}
