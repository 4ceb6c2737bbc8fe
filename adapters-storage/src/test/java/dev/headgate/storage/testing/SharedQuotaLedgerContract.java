package dev.headgate.storage.testing;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Refusal;
import dev.headgate.core.quota.Reservation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a ledger over a store does beyond the contract: many processes, one clock, the store's. */
public interface SharedQuotaLedgerContract {
  Duration ASTRAY = Duration.ofMinutes(5);
  Duration HOLD = Duration.ofSeconds(90);

  /** Another process's ledger over the same store, as in production. */
  QuotaLedger process();

  /** How many threads of one process call at once. */
  default int threadsPerProcess() {
    return 16;
  }

  static QuotaKey fresh() {
    return new QuotaKey("api.github.com", Principal.user(UUID.randomUUID().toString()), "core");
  }

  /** A whole second, as GitHub's are, ten minutes from now. */
  static Instant reset() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(600);
  }

  static void learn(QuotaLedger ledger, QuotaKey key, long remaining, Instant reset, Instant now) {
    Reservation reservation = ledger.reserve(key, Demand.of(1, HOLD), now);
    ledger.settle(reservation, 1, new QuotaObservation("core", 5_000, remaining, 1, reset), now);
  }

  @Test
  default void decidesAlikeForCallersWhoseClocksAreWrong() {
    QuotaLedger ledger = process();
    for (Duration astray : List.of(ASTRAY, ASTRAY.negated())) {
      QuotaKey key = fresh();
      Instant reset = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(120);
      Instant wrong = Instant.now().plus(astray);
      learn(ledger, key, 10, reset, wrong);
      Reservation held = ledger.reserve(key, Demand.of(4, Duration.ofMinutes(4)), wrong);
      assertThat(held.refusal()).isNull();
      assertThat(process().account(key, Instant.now()))
          .isEqualTo(new QuotaAccount(5_000, 10, reset, 4, null));
      @Nullable Refusal refusal = ledger.reserve(key, Demand.of(7, HOLD), wrong).refusal();
      assertThat(Duration.between(wrong, requireNonNull(refusal).until()))
          .isCloseTo(Duration.ofSeconds(120), Duration.ofSeconds(5));
      ledger.settle(held, 4, null, wrong);
      assertThat(ledger.account(key, wrong).remaining()).isEqualTo(6);
      assertThat(ledger.accounts(Instant.now())).containsKey(key);
    }
  }

  @Test
  default void countsAPauseFromItsOwnClock() {
    for (Duration astray : List.of(ASTRAY, ASTRAY.negated())) {
      QuotaKey key = fresh();
      Instant wrong = Instant.now().plus(astray);
      process().pause(key, wrong.plusSeconds(60), wrong);
      Instant now = Instant.now();
      @Nullable Refusal refusal = process().reserve(key, Demand.of(1, HOLD), now).refusal();
      assertThat(requireNonNull(refusal).reason()).isEqualTo(Refusal.Reason.SECONDARY_PAUSE);
      assertThat(requireNonNull(refusal).until())
          .isCloseTo(now.plusSeconds(60), within(5, ChronoUnit.SECONDS));
      assertThat(process().reserve(key, Demand.of(1, HOLD), wrong).refusal()).isNotNull();
    }
  }

  @Test
  default void countsAsSpentWhatADeadProcessHeld() {
    QuotaKey key = fresh();
    QuotaLedger dead = process();
    learn(dead, key, 10, reset(), Instant.now());
    Reservation lost =
        dead.reserve(key, Demand.of(4, Duration.ofMillis(700)), Instant.now().minus(ASTRAY));
    QuotaLedger alive = process();
    assertThat(alive.account(key, Instant.now()).reserved()).isEqualTo(4);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> alive.account(key, Instant.now()).reserved() == 0);
    assertThat(alive.account(key, Instant.now()).remaining()).isEqualTo(6);
    dead.settle(lost, 4, null, Instant.now());
    assertThat(alive.account(key, Instant.now()).remaining()).isEqualTo(6);
  }

  @Test
  default void grantsExactlyWhatRemainsToManyThreadsOfManyProcesses() throws Exception {
    QuotaKey key = fresh();
    learn(process(), key, 500, reset(), Instant.now());
    List<Callable<Integer>> spenders = new ArrayList<>();
    for (int process = 0; process < 4; process++) {
      QuotaLedger ledger = process();
      for (int thread = 0; thread < threadsPerProcess(); thread++) {
        spenders.add(() -> spend(ledger, key));
      }
    }
    int spent = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : threads.invokeAll(spenders)) {
        spent += each.get();
      }
    }
    assertThat(spent).isEqualTo(500);
    QuotaAccount left = process().account(key, Instant.now());
    assertThat(left.remaining()).isZero();
    assertThat(left.reserved()).isZero();
  }

  /** Every third request turns out to have cost nothing. Returns what was spent. */
  private static int spend(QuotaLedger ledger, QuotaKey key) {
    int spent = 0;
    for (int i = 0; ; i++) {
      Reservation reservation = ledger.reserve(key, Demand.of(1, HOLD), Instant.now());
      if (reservation.refusal() != null) {
        if (reservation.account().remaining() == 0) {
          return spent;
        }
        continue;
      }
      int cost = i % 3 == 2 ? 0 : 1;
      spent += cost;
      ledger.settle(reservation, cost, null, Instant.now());
    }
  }
}
