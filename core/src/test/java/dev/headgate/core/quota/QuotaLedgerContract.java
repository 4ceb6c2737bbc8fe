package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.identity.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link QuotaLedger} does. The rules themselves are tested with the account. */
public interface QuotaLedgerContract {
  Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  Instant RESET = NOON.plusSeconds(1_800);
  Duration HOLD = Duration.ofSeconds(90);
  Refusal SPENT = new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, RESET.plusSeconds(1));

  /** The ledger under test; tests keep apart by fresh principals. */
  QuotaLedger quotaLedger();

  /** The core counter of a principal nobody else uses. */
  static QuotaKey fresh() {
    return new QuotaKey(
        "api.github.com", Principal.user(UUID.randomUUID().toString()), QuotaResource.CORE);
  }

  /** A demand of so many points, held for {@link #HOLD}. */
  static Demand points(long points) {
    return Demand.of(points, HOLD);
  }

  static QuotaObservation seen(String resource, long remaining, Instant reset) {
    return new QuotaObservation(resource, 5_000, remaining, 5_000 - remaining, reset);
  }

  /** Spends one point and lets GitHub say that so much remains. */
  static void learn(QuotaLedger ledger, QuotaKey key, long remaining) {
    Reservation reservation = ledger.reserve(key, points(1), NOON);
    assertThat(reservation.refusal()).isNull();
    ledger.settle(reservation, 1, seen(key.resource(), remaining, RESET), NOON);
  }

  static @Nullable Refusal refusal(QuotaLedger ledger, QuotaKey key, Instant now) {
    Reservation reservation = ledger.reserve(key, points(1), now);
    if (reservation.refusal() == null) {
      ledger.settle(reservation, 0, null, now);
    }
    return reservation.refusal();
  }

  @Test
  default void knowsNothingAtFirstAndLearnsBySpending() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    assertThat(ledger.account(key, NOON)).isEqualTo(QuotaAccount.UNKNOWN);
    learn(ledger, key, 4_999);
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 4_999, RESET, 0, null));
  }

  @Test
  default void holdsBackWhatIsReserved() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    Reservation reservation = ledger.reserve(key, points(4), NOON);
    assertThat(reservation.refusal()).isNull();
    assertThat(reservation.points()).isEqualTo(4);
    assertThat(ledger.account(key, NOON).reserved()).isEqualTo(4);
    assertThat(ledger.reserve(key, points(7), NOON).refusal()).isEqualTo(SPENT);
    assertThat(ledger.reserve(key, points(6), NOON).refusal()).isNull();
  }

  @Test
  default void changesNothingWhenItRefuses() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 3);
    QuotaAccount before = ledger.account(key, NOON);
    Demand demand = points(4);
    assertThat(ledger.reserve(key, demand, NOON))
        .isEqualTo(Reservation.refused(key, demand, before, SPENT));
    assertThat(ledger.account(key, NOON)).isEqualTo(before);
  }

  @Test
  default void letsThroughAgainWhenTheWindowHasSurelyEnded() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 0);
    assertThat(refusal(ledger, key, RESET)).isEqualTo(SPENT);
    assertThat(refusal(ledger, key, SPENT.until())).isNull();
  }

  @Test
  default void takesNothingOffForAnAnswerThatCostNothing() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    Reservation told = ledger.reserve(key, points(1), NOON);
    ledger.settle(told, 0, seen("core", 10, RESET), NOON);
    Reservation untold = ledger.reserve(key, points(1), NOON);
    ledger.settle(untold, 0, null, NOON);
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 10, RESET, 0, null));
  }

  @Test
  default void takesOffWhatWasSpentWithoutGitHubSayingSo() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    ledger.settle(ledger.reserve(key, points(3), NOON), 3, null, NOON);
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 7, RESET, 0, null));
  }

  @Test
  default void booksResponsesThatOvertakeEachOtherOnce() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 100);
    List<Reservation> underWay =
        IntStream.range(0, 20).mapToObj(i -> ledger.reserve(key, points(1), NOON)).toList();
    for (int i = 19; i >= 0; i--) {
      ledger.settle(underWay.get(i), 1, seen("core", 99 - i, RESET), NOON);
    }
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 80, RESET, 0, null));
  }

  @Test
  default void booksWhatAResponseSaysOnTheCounterThatItNames() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey core = fresh();
    learn(ledger, core, 100);
    Reservation reservation = ledger.reserve(core, points(1), NOON);
    Instant minute = NOON.plusSeconds(60);
    ledger.settle(reservation, 1, new QuotaObservation("search", 30, 29, 1, minute), NOON);
    assertThat(ledger.account(core, NOON)).isEqualTo(new QuotaAccount(5_000, 100, RESET, 0, null));
    assertThat(ledger.account(core.forResource("search"), NOON))
        .isEqualTo(new QuotaAccount(30, 29, minute, 0, null));
  }

  @Test
  default void booksAnUnnamedObservationOnTheCounterReservedOn() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh().forResource("search");
    ledger.settle(ledger.reserve(key, points(1), NOON), 1, seen("", 29, RESET), NOON);
    assertThat(ledger.account(key, NOON).remaining()).isEqualTo(29);
  }

  @Test
  default void learnsResourcesThatNobodyHasHeardOf() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey core = fresh();
    ledger.settle(ledger.reserve(core, points(1), NOON), 1, seen("telepathy", 1, RESET), NOON);
    QuotaKey telepathy = core.forResource("telepathy");
    assertThat(ledger.accounts(NOON)).containsKey(telepathy);
    assertThat(ledger.reserve(telepathy, points(2), NOON).refusal()).isEqualTo(SPENT);
  }

  @Test
  default void believesTheLaterWindowAndWithinItTheLowerRemainder() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 50);
    ledger.settle(
        ledger.reserve(key, points(1), NOON),
        1,
        seen("core", 4_000, RESET.minusSeconds(600)),
        NOON);
    assertThat(ledger.account(key, NOON).remaining()).isEqualTo(50);
    ledger.settle(
        ledger.reserve(key, points(1), NOON), 1, seen("core", 4_000, RESET.plusSeconds(600)), NOON);
    assertThat(ledger.account(key, NOON).remaining()).isEqualTo(4_000);
  }

  @Test
  default void pausesEveryCounterOfThePrincipal() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey core = fresh();
    learn(ledger, core, 100);
    Instant until = NOON.plusSeconds(60);
    ledger.pause(core.forResource("graphql"), until, NOON);
    Refusal paused = new Refusal(Refusal.Reason.SECONDARY_PAUSE, until);
    for (String resource : List.of("core", "graphql", "search", "never-heard-of")) {
      assertThat(refusal(ledger, core.forResource(resource), NOON)).isEqualTo(paused);
    }
    assertThat(ledger.account(core, NOON).pausedUntil()).isEqualTo(until);
    assertThat(ledger.accounts(NOON)).containsKeys(core, core.forResource("graphql"));
  }

  @Test
  default void pausesNeitherOthersNorTheSamePrincipalElsewhere() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    ledger.pause(key, NOON.plusSeconds(60), NOON);
    QuotaKey elsewhere = new QuotaKey("ghe.example.com", key.principal(), key.resource());
    assertThat(refusal(ledger, fresh(), NOON)).isNull();
    assertThat(refusal(ledger, elsewhere, NOON)).isNull();
  }

  @Test
  default void neverShortensAPause() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    Instant until = NOON.plusSeconds(60);
    ledger.pause(key, until, NOON);
    ledger.pause(key.forResource("search"), NOON.plusSeconds(5), NOON);
    assertThat(refusal(ledger, key, until.minusMillis(1)))
        .isEqualTo(new Refusal(Refusal.Reason.SECONDARY_PAUSE, until));
    assertThat(refusal(ledger, key, until)).isNull();
  }

  @Test
  default void tellsForAWhileThatAPauseHasEnded() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    Instant until = NOON.plusSeconds(60);
    ledger.pause(key, until, NOON);
    Instant recovering = until.plus(QuotaAccount.RECOVERY).minusMillis(1);
    assertThat(ledger.reserve(key, points(1), recovering).account().pausedUntil()).isEqualTo(until);
    assertThat(ledger.account(key, recovering).pausedUntil()).isEqualTo(until);
    assertThat(ledger.account(key, recovering.plusMillis(1)).pausedUntil()).isNull();
  }

  @Test
  default void exhaustsOneCounterOnly() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh().forResource("graphql");
    ledger.exhaust(key, RESET, NOON);
    assertThat(refusal(ledger, key, NOON)).isEqualTo(SPENT);
    assertThat(refusal(ledger, key.forResource("core"), NOON)).isNull();
    assertThat(refusal(ledger, fresh().forResource("graphql"), NOON)).isNull();
  }

  @Test
  default void staysExhaustedWhenALateResponseStillSawSome() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    Reservation late = ledger.reserve(key, points(1), NOON);
    ledger.exhaust(key, RESET, NOON);
    ledger.settle(late, 1, seen("core", 9, RESET), NOON);
    assertThat(refusal(ledger, key, NOON)).isEqualTo(SPENT);
  }

  @Test
  default void listsNothingOfWhatIsOver() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    assertThat(ledger.accounts(NOON)).containsKey(key);
    assertThat(ledger.accounts(RESET.plus(Duration.ofDays(1)))).doesNotContainKey(key);
  }

  @Test
  default void tellsHowTheAccountStandsAfterTheDecision() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    Demand demand = points(4);
    assertThat(ledger.reserve(key, demand, NOON))
        .isEqualTo(Reservation.held(key, demand, new QuotaAccount(5_000, 10, RESET, 4, null)));
    assertThat(ledger.reserve(key, points(7), NOON).account().remaining()).isEqualTo(10);
  }

  @Test
  default void leavesTheFloorToMoreUrgentDemand() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    assertThat(ledger.reserve(key, points(1).withFloor(500), NOON).refusal()).isNull();
    learn(ledger, key, 11);
    assertThat(ledger.reserve(key, points(6).withFloor(5), NOON).refusal()).isEqualTo(SPENT);
    assertThat(ledger.reserve(key, points(5).withFloor(5), NOON).refusal()).isNull();
    assertThat(ledger.reserve(key, points(1).withFloor(5), NOON).refusal()).isEqualTo(SPENT);
    assertThat(ledger.reserve(key, points(5), NOON).refusal()).isNull();
  }

  @Test
  default void holdsWhatIsOwedWhateverTheAccountSays() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 3);
    ledger.pause(key, NOON.plusSeconds(60), NOON);
    Reservation owed = ledger.reserve(key, points(5).asOwed(), NOON);
    assertThat(owed.refusal()).isNull();
    assertThat(owed.account().reserved()).isEqualTo(5);
    ledger.settle(owed, 2, null, NOON);
    assertThat(ledger.account(key, NOON))
        .isEqualTo(new QuotaAccount(5_000, 1, RESET, 0, NOON.plusSeconds(60)));
  }

  @Test
  default void holdsOnceHoweverOftenOneIdAsks() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    Demand demand = points(6);
    Reservation first = ledger.reserve(key, demand, NOON);
    assertThat(ledger.reserve(key, demand, NOON)).isEqualTo(first);
    assertThat(ledger.account(key, NOON).reserved()).isEqualTo(6);
  }

  @Test
  default void settlesOnceHoweverOftenItIsTold() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    Reservation reservation = ledger.reserve(key, points(2), NOON);
    Reservation other = ledger.reserve(key, points(3), NOON);
    ledger.settle(reservation, 2, null, NOON);
    ledger.settle(reservation, 2, null, NOON);
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 8, RESET, 3, null));
    ledger.settle(other, 0, seen("core", 7, RESET), NOON);
    ledger.settle(other, 0, seen("core", 6, RESET), NOON);
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 6, RESET, 0, null));
  }

  @Test
  default void countsWhatNobodySettlesAsSpent() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    ledger.reserve(key, points(4), NOON);
    ledger.reserve(key, points(1), NOON.plusSeconds(1));
    Instant before = NOON.plus(HOLD).minusMillis(1);
    assertThat(ledger.account(key, before)).isEqualTo(new QuotaAccount(5_000, 10, RESET, 5, null));
    Instant lapsed = NOON.plus(HOLD);
    assertThat(ledger.account(key, lapsed)).isEqualTo(new QuotaAccount(5_000, 6, RESET, 1, null));
    assertThat(ledger.reserve(key, points(6), lapsed).refusal()).isEqualTo(SPENT);
    assertThat(ledger.reserve(key, points(5), lapsed).refusal()).isNull();
  }

  @Test
  default void takesNothingOffASecondTimeWhenASettlementComesAfterTheLapse() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    Reservation late = ledger.reserve(key, points(4), NOON);
    Instant lapsed = NOON.plus(HOLD);
    ledger.settle(late, 4, null, lapsed);
    assertThat(ledger.account(key, lapsed)).isEqualTo(new QuotaAccount(5_000, 6, RESET, 0, null));
    ledger.settle(late, 4, seen("core", 5, RESET), lapsed);
    assertThat(ledger.account(key, lapsed)).isEqualTo(new QuotaAccount(5_000, 5, RESET, 0, null));
  }

  @Test
  default void takesNothingOffAWindowThatBeganAfterTheLapse() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    Instant late = RESET.minusSeconds(10);
    ledger.reserve(key, points(4), late);
    Instant next = late.plus(HOLD);
    Reservation first = ledger.reserve(key, points(1), next);
    ledger.settle(first, 1, seen("core", 4_999, RESET.plusSeconds(3_600)), next);
    assertThat(ledger.account(key, next))
        .isEqualTo(new QuotaAccount(5_000, 4_999, RESET.plusSeconds(3_600), 0, null));
  }

  @Test
  default void grantsExactlyWhatRemainsToManyAtOnce() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 333);
    int held =
        Race.of(
                64,
                number ->
                    (int)
                        IntStream.range(0, 20)
                            .filter(i -> ledger.reserve(key, points(1), NOON).refusal() == null)
                            .count())
            .stream()
            .mapToInt(Integer::intValue)
            .sum();
    assertThat(held).isEqualTo(333);
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 333, RESET, 333, null));
  }

  @Test
  default void losesNoPointWhenManyReserveAndSettleAtOnce() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 500);
    int spent =
        Race.of(
                32,
                number -> {
                  int mine = 0;
                  for (int i = 0; i < 50; i++) {
                    Reservation reservation = ledger.reserve(key, points(1), NOON);
                    if (reservation.refusal() == null) {
                      int cost = i % 3 == 0 ? 0 : 1;
                      ledger.settle(reservation, cost, null, NOON);
                      mine += cost;
                    }
                  }
                  return mine;
                })
            .stream()
            .mapToInt(Integer::intValue)
            .sum();
    QuotaAccount left = ledger.account(key, NOON);
    assertThat(left.reserved()).isZero();
    assertThat(left.remaining()).isEqualTo(500 - spent);
    assertThat(spent).isBetween(1, 500);
  }
}
