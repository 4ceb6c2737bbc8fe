package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
  Refusal SPENT = new Refusal(Refusal.Reason.PRIMARY_EXHAUSTED, RESET.plusSeconds(1));

  /** The ledger under test; tests keep apart by fresh principals. */
  QuotaLedger quotaLedger();

  /** The core counter of a principal nobody else uses. */
  static QuotaKey fresh() {
    return new QuotaKey(
        "api.github.com", Principal.user(UUID.randomUUID().toString()), QuotaResource.CORE);
  }

  static QuotaObservation seen(String resource, long remaining, Instant reset) {
    return new QuotaObservation(resource, 5_000, remaining, 5_000 - remaining, reset);
  }

  /** Spends one point and lets GitHub say that so much remains. */
  static void learn(QuotaLedger ledger, QuotaKey key, long remaining) {
    Reservation reservation = ledger.reserve(key, 1, NOON);
    assertThat(reservation.refusal()).isNull();
    ledger.settle(reservation, 1, seen(key.resource(), remaining, RESET), NOON);
  }

  static @Nullable Refusal refusal(QuotaLedger ledger, QuotaKey key, Instant now) {
    Reservation reservation = ledger.reserve(key, 1, now);
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
    Reservation reservation = ledger.reserve(key, 4, NOON);
    assertThat(reservation).isEqualTo(Reservation.held(key, 4));
    assertThat(ledger.account(key, NOON).reserved()).isEqualTo(4);
    assertThat(ledger.reserve(key, 7, NOON).refusal()).isEqualTo(SPENT);
    assertThat(ledger.reserve(key, 6, NOON).refusal()).isNull();
  }

  @Test
  default void changesNothingWhenItRefuses() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 3);
    QuotaAccount before = ledger.account(key, NOON);
    Reservation refused = ledger.reserve(key, 4, NOON);
    assertThat(refused).isEqualTo(Reservation.refused(key, SPENT));
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
    Reservation told = ledger.reserve(key, 1, NOON);
    ledger.settle(told, 0, seen("core", 10, RESET), NOON);
    Reservation untold = ledger.reserve(key, 1, NOON);
    ledger.settle(untold, 0, null, NOON);
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 10, RESET, 0, null));
  }

  @Test
  default void takesOffWhatWasSpentWithoutGitHubSayingSo() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 10);
    ledger.settle(ledger.reserve(key, 3, NOON), 3, null, NOON);
    assertThat(ledger.account(key, NOON)).isEqualTo(new QuotaAccount(5_000, 7, RESET, 0, null));
  }

  @Test
  default void booksResponsesThatOvertakeEachOtherOnce() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 100);
    List<Reservation> underWay =
        IntStream.range(0, 20).mapToObj(i -> ledger.reserve(key, 1, NOON)).toList();
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
    Reservation reservation = ledger.reserve(core, 1, NOON);
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
    ledger.settle(ledger.reserve(key, 1, NOON), 1, seen("", 29, RESET), NOON);
    assertThat(ledger.account(key, NOON).remaining()).isEqualTo(29);
  }

  @Test
  default void learnsResourcesThatNobodyHasHeardOf() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey core = fresh();
    ledger.settle(ledger.reserve(core, 1, NOON), 1, seen("telepathy", 1, RESET), NOON);
    QuotaKey telepathy = core.forResource("telepathy");
    assertThat(ledger.accounts(NOON)).containsKey(telepathy);
    assertThat(ledger.reserve(telepathy, 2, NOON).refusal()).isEqualTo(SPENT);
  }

  @Test
  default void believesTheLaterWindowAndWithinItTheLowerRemainder() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey key = fresh();
    learn(ledger, key, 50);
    ledger.settle(
        ledger.reserve(key, 1, NOON), 1, seen("core", 4_000, RESET.minusSeconds(600)), NOON);
    assertThat(ledger.account(key, NOON).remaining()).isEqualTo(50);
    ledger.settle(
        ledger.reserve(key, 1, NOON), 1, seen("core", 4_000, RESET.plusSeconds(600)), NOON);
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
    Reservation late = ledger.reserve(key, 1, NOON);
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
  default void refusesToReserveLessThanNothing() {
    QuotaLedger ledger = quotaLedger();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ledger.reserve(fresh(), -1, NOON))
        .withMessageContaining("points");
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
                            .filter(i -> ledger.reserve(key, 1, NOON).refusal() == null)
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
                    Reservation reservation = ledger.reserve(key, 1, NOON);
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
