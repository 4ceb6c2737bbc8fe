package dev.headgate.core.quota;

import static dev.headgate.core.quota.QuotaLedgerContract.NOON;
import static dev.headgate.core.quota.QuotaLedgerContract.RESET;
import static dev.headgate.core.quota.QuotaLedgerContract.SPENT;
import static dev.headgate.core.quota.QuotaLedgerContract.fresh;
import static dev.headgate.core.quota.QuotaLedgerContract.learn;
import static dev.headgate.core.quota.QuotaLedgerContract.points;
import static dev.headgate.core.quota.QuotaLedgerContract.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.quota.FickleLedger.Mood;
import dev.headgate.core.storage.StoreCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ResilientQuotaLedgerTest {
  private static final List<Mood> MOODS = List.of(Mood.values());

  private final ManualTime time = new ManualTime(NOON);
  private final FickleLedger shared = new FickleLedger();
  private final QuotaKey key = fresh();

  private ResilientQuotaLedger ledger(int processes) {
    return new ResilientQuotaLedger(
        shared, ModelLedger::new, StoreCalls.UNGUARDED, () -> processes, time);
  }

  private QuotaAccount atTheStore() {
    return shared.inner.account(key, time.instant());
  }

  private static int grants(QuotaLedger ledger, QuotaKey key, int attempts) {
    int granted = 0;
    for (int i = 0; i < attempts; i++) {
      granted += ledger.reserve(key, points(1), NOON).refusal() == null ? 1 : 0;
    }
    return granted;
  }

  @Nested
  class WhileAllIsWell implements QuotaLedgerContract {
    private final ResilientQuotaLedger ledger = ledger(3);

    @Override
    public QuotaLedger quotaLedger() {
      return ledger;
    }
  }

  @Nested
  class AloneWithoutAStore implements QuotaLedgerContract {
    private final ResilientQuotaLedger ledger = ledger(1);

    @Override
    public QuotaLedger quotaLedger() {
      shared.mood = Mood.AWAY;
      return ledger;
    }
  }

  @Test
  void spendsItsShareOfWhatNobodyHeldWhileTheStoreIsAway() {
    ResilientQuotaLedger ledger = ledger(4);
    learn(ledger, key, 101);
    assertThat(ledger.reserve(key, points(1), NOON).refusal()).isNull();
    shared.mood = Mood.AWAY;
    assertThat(grants(ledger, key, 50)).isEqualTo(25);
    assertThat(ledger.reserve(key, points(1), NOON).refusal()).isEqualTo(SPENT);
    assertThat(ledger.degraded()).isTrue();
    assertThat(ledger.localDecisions()).isEqualTo(51);
  }

  @Test
  void countsWhatGitHubSaysIsLeftForAllAsAllOfTheirs() {
    ResilientQuotaLedger ledger = ledger(4);
    learn(ledger, key, 100);
    shared.mood = Mood.AWAY;
    Reservation first = ledger.reserve(key, points(1), NOON);
    ledger.settle(first, 1, seen("core", 39, RESET), NOON);
    assertThat(grants(ledger, key, 50)).isEqualTo(9);
  }

  @Test
  void spendsNoMoreThanItsShareHoweverGitHubsFiguresCome() {
    ResilientQuotaLedger ledger = ledger(4);
    learn(ledger, key, 100);
    shared.mood = Mood.AWAY;
    int spent = 0;
    for (int i = 0; i < 100; i++) {
      Reservation reservation = ledger.reserve(key, points(1), NOON);
      if (reservation.refusal() == null) {
        spent++;
        ledger.settle(reservation, 1, seen("core", 100 - spent, RESET), NOON);
      }
    }
    assertThat(spent).isBetween(20, 25);
  }

  @Test
  void takesItsShareOfANewWindowThatItLearnsOfMeanwhile() {
    ResilientQuotaLedger ledger = ledger(4);
    learn(ledger, key, 4);
    shared.mood = Mood.AWAY;
    Reservation first = ledger.reserve(key, points(1), NOON);
    Instant next = RESET.plusSeconds(3_600);
    ledger.settle(first, 1, seen("core", 40, next), NOON);
    assertThat(grants(ledger, key, 50)).isEqualTo(10);
  }

  @Test
  void tellsTheStoreWhatWasSpentMeanwhileBeforeItTrustsItAgain() {
    ResilientQuotaLedger ledger = ledger(2);
    learn(ledger, key, 100);
    Reservation before = ledger.reserve(key, points(2), NOON);
    shared.mood = Mood.AWAY;
    Reservation untold = ledger.reserve(key, points(3), NOON);
    ledger.settle(untold, 3, null, NOON);
    Reservation told = ledger.reserve(key, points(1), NOON);
    ledger.settle(told, 1, seen("core", 60, RESET), NOON);
    ledger.settle(before, 2, null, NOON);
    Reservation underWay = ledger.reserve(key, points(4), NOON);
    assertThat(underWay.refusal()).isNull();
    assertThat(atTheStore()).isEqualTo(new QuotaAccount(5_000, 100, RESET, 2, null));

    shared.mood = Mood.WELL;
    assertThat(ledger.degraded()).isTrue();
    time.advance(Duration.ofSeconds(1));
    assertThat(ledger.reserve(key, points(56), NOON).refusal()).isEqualTo(SPENT);
    assertThat(ledger.degraded()).isFalse();
    // 60 as GitHub said, less 2 of which it said nothing; the 3 were spent before it spoke.
    assertThat(atTheStore()).isEqualTo(new QuotaAccount(5_000, 58, RESET, 4, null));
    ledger.settle(underWay, 4, null, NOON);
    assertThat(atTheStore()).isEqualTo(new QuotaAccount(5_000, 54, RESET, 0, null));
  }

  @Test
  void tellsTheStoreOfPausesAndExhaustionsAlthoughNobodyAsks() {
    ResilientQuotaLedger ledger = ledger(2);
    shared.mood = Mood.AWAY;
    Instant until = NOON.plusSeconds(60);
    ledger.pause(key, until, NOON);
    ledger.exhaust(key.forResource("search"), RESET, NOON);
    ledger.reconcile();
    assertThat(ledger.degraded()).isTrue();
    shared.mood = Mood.WELL;
    ledger.reconcile();
    assertThat(ledger.degraded()).isFalse();
    assertThat(atTheStore().pausedUntil()).isEqualTo(until);
    assertThat(shared.inner.account(key.forResource("search"), NOON).remaining()).isZero();
    assertThat(shared.inner.account(key.forResource("search"), NOON).reset()).isEqualTo(RESET);
  }

  @Test
  void keepsAPauseThatTheStoreHasForgotten() {
    ResilientQuotaLedger ledger = ledger(2);
    Instant until = NOON.plusSeconds(60);
    ledger.pause(key, until, NOON);
    shared.mood = Mood.AWAY;
    assertThat(ledger.reserve(fresh(), points(1), NOON).refusal()).isNull();
    shared.forget();
    shared.mood = Mood.WELL;
    ledger.reconcile();
    assertThat(atTheStore().pausedUntil()).isEqualTo(until);
    assertThat(ledger.reserve(key, points(1), NOON).refusal())
        .isEqualTo(new Refusal(Refusal.Reason.SECONDARY_PAUSE, until));
  }

  @Test
  void remindsAStoreThatForgotUnnoticed() {
    ResilientQuotaLedger ledger = ledger(2);
    QuotaKey paused = fresh();
    learn(ledger, key, 10);
    ledger.pause(paused, NOON.plusSeconds(60), NOON);
    Reservation underWay = ledger.reserve(key, points(6), NOON);
    shared.forget();
    assertThat(ledger.reserve(key, points(11), NOON).refusal()).isEqualTo(SPENT);
    ledger.reconcile();
    assertThat(atTheStore()).isEqualTo(new QuotaAccount(5_000, 10, RESET, 6, null));
    assertThat(shared.inner.account(paused, NOON).pausedUntil()).isEqualTo(NOON.plusSeconds(60));
    assertThat(ledger.reserve(key, points(5), NOON).refusal()).isEqualTo(SPENT);
    ledger.settle(underWay, 6, null, NOON);
    assertThat(atTheStore()).isEqualTo(new QuotaAccount(5_000, 4, RESET, 0, null));
  }

  @Test
  void believesTheStoreThatAWindowIsOverWhereTheClockHereIsSlow() {
    ResilientQuotaLedger ledger = ledger(2);
    learn(ledger, key, 0);
    Instant there = RESET.plusSeconds(2);
    shared.inner =
        new ModelLedger() {
          @Override
          public Reservation reserve(QuotaKey wanted, Demand demand, Instant now) {
            return super.reserve(wanted, demand, there);
          }

          @Override
          public void settle(
              Reservation ended,
              long spent,
              @org.jspecify.annotations.Nullable QuotaObservation seen,
              Instant now) {
            super.settle(ended, spent, seen, there);
          }
        };
    assertThat(ledger.reserve(key, points(1), NOON).refusal()).isNull();
    assertThat(ledger.degraded()).isFalse();
    assertThat(ledger.reserve(key, points(1), NOON).refusal()).isNull();
  }

  @Test
  void neverSpendsTwiceWhatMayHaveBeenHeld() {
    for (Mood doubt : List.of(Mood.SILENT, Mood.LOST)) {
      ResilientQuotaLedger ledger = ledger(2);
      QuotaKey fresh = fresh();
      learn(ledger, fresh, 100);
      shared.mood = doubt;
      Reservation first = ledger.reserve(fresh, points(5), NOON);
      Reservation second = ledger.reserve(fresh, points(7), NOON);
      ledger.settle(first, 5, null, NOON);
      shared.mood = Mood.WELL;
      ledger.reconcile();
      assertThat(shared.inner.account(fresh, NOON))
          .as("%s", doubt)
          .isEqualTo(new QuotaAccount(5_000, 95, RESET, 7, null));
      ledger.settle(second, 7, null, NOON);
      assertThat(shared.inner.account(fresh, NOON))
          .as("%s", doubt)
          .isEqualTo(new QuotaAccount(5_000, 88, RESET, 0, null));
    }
  }

  @Test
  void givesBackWhatMayHaveBeenHeldForARequestThatWasRefused() {
    ResilientQuotaLedger ledger = ledger(10);
    learn(ledger, key, 20);
    shared.mood = Mood.SILENT;
    assertThat(ledger.reserve(key, points(5), NOON).refusal()).isEqualTo(SPENT);
    assertThat(atTheStore().reserved()).isEqualTo(5);
    shared.mood = Mood.WELL;
    ledger.reconcile();
    assertThat(atTheStore()).isEqualTo(new QuotaAccount(5_000, 20, RESET, 0, null));
  }

  @Test
  void settlesOnceWhatItMayHaveSettled() {
    for (Mood doubt : List.of(Mood.SILENT, Mood.LOST)) {
      ResilientQuotaLedger ledger = ledger(2);
      QuotaKey fresh = fresh();
      learn(ledger, fresh, 100);
      Reservation reservation = ledger.reserve(fresh, points(5), NOON);
      shared.mood = doubt;
      ledger.settle(reservation, 5, null, NOON);
      shared.mood = Mood.WELL;
      ledger.reconcile();
      assertThat(shared.inner.account(fresh, NOON))
          .as("%s", doubt)
          .isEqualTo(new QuotaAccount(5_000, 95, RESET, 0, null));
    }
  }

  @Test
  void goesOnTellingWhereItFailed() {
    ResilientQuotaLedger ledger = ledger(2);
    learn(ledger, key, 100);
    shared.mood = Mood.AWAY;
    for (int i = 0; i < 10; i++) {
      ledger.settle(ledger.reserve(key, points(1), NOON), 1, null, NOON);
    }
    shared.mood = Mood.SILENT;
    for (int i = 0; i < 15; i++) {
      ledger.reconcile();
      assertThat(ledger.degraded()).isTrue();
    }
    shared.mood = Mood.WELL;
    ledger.reconcile();
    assertThat(atTheStore()).isEqualTo(new QuotaAccount(5_000, 90, RESET, 0, null));
  }

  @Test
  void letsOneCallerASecondTryAStoreThatIsAway() {
    ResilientQuotaLedger ledger = ledger(2);
    shared.mood = Mood.AWAY;
    Reservation reservation = ledger.reserve(key, points(1), NOON);
    int calls = shared.calls.get();
    ledger.settle(reservation, 1, null, NOON);
    assertThat(grants(ledger, key, 20)).isEqualTo(20);
    assertThat(shared.calls.get()).isEqualTo(calls);
    time.advance(Duration.ofSeconds(1));
    assertThat(grants(ledger, key, 20)).isEqualTo(20);
    assertThat(shared.calls.get()).isEqualTo(calls + 1);
  }

  @Test
  void glancesWithoutAskingTheStore() {
    ResilientQuotaLedger ledger = ledger(2);
    learn(ledger, key, 100);
    assertThat(ledger.reserve(key, points(1), NOON).refusal()).isNull();
    int calls = shared.calls.get();
    assertThat(ledger.glance(key, NOON).remaining()).isEqualTo(100);
    assertThat(shared.calls.get()).isEqualTo(calls);
    assertThat(ledger.glance(key, NOON.plusSeconds(1)).remaining()).isEqualTo(100);
    assertThat(shared.calls.get()).isEqualTo(calls + 1);
  }

  /**
   * Several processes lose the store and find it again, at random, each at its next call: together
   * they never spend more than GitHub has, and the ledger is right in the end.
   */
  @Test
  void neverSpendsMoreThanThereIsOverAnyOutages() {
    long base = new Random().nextLong();
    for (long seed = base; seed < base + 100; seed++) {
      new Upheaval(seed).run();
    }
  }

  private final class Upheaval {
    private final long seed;
    private final Random random;
    private final FickleLedger store = new FickleLedger();
    private final List<ResilientQuotaLedger> processes = new ArrayList<>();
    private final List<Runnable> underWay = new ArrayList<>();
    private long github = 200;

    Upheaval(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      for (int i = 0; i < 3; i++) {
        processes.add(
            new ResilientQuotaLedger(store, ModelLedger::new, StoreCalls.UNGUARDED, () -> 3, time));
      }
    }

    void run() {
      learn(processes.get(0), key, github);
      for (int step = 0; step < 1_000; step++) {
        if (random.nextInt(60) == 0) {
          turn(MOODS.get(random.nextInt(MOODS.size())));
        }
        step();
        assertThat(github).as("seed %d, step %d", seed, step).isNotNegative();
      }
      turn(Mood.WELL);
      underWay.forEach(Runnable::run);
      processes.forEach(ResilientQuotaLedger::reconcile);
      assertThat(store.inner.account(key, NOON))
          .as("seed %d", seed)
          .isEqualTo(new QuotaAccount(5_000, github, RESET, 0, null));
    }

    /** All have heard of the account before the store goes, and look after it when it is back. */
    private void turn(Mood mood) {
      processes.forEach(process -> assertThat(process.account(key, NOON)).isNotNull());
      store.mood = mood;
      processes.forEach(ResilientQuotaLedger::reconcile);
    }

    private void step() {
      ResilientQuotaLedger process = processes.get(random.nextInt(3));
      if (random.nextInt(3) == 0) {
        if (!underWay.isEmpty()) {
          underWay.remove(random.nextInt(underWay.size())).run();
        }
        return;
      }
      Reservation reservation = process.reserve(key, points(1), NOON);
      if (reservation.refusal() == null) {
        github--;
        long left = github;
        underWay.add(() -> process.settle(reservation, 1, seen("core", left, RESET), NOON));
      }
    }
  }
}
