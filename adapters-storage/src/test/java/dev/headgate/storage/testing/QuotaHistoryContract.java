package dev.headgate.storage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Real processes spend one quota of a ledger over a store, and one of them is killed. */
public interface QuotaHistoryContract {
  /** This process's ledger over the store. */
  QuotaLedger process();

  /** The same store for {@link QuotaSpender}. */
  String store();

  @Test
  default void severalProcessesSpendExactlyOneQuota() {
    String user = UUID.randomUUID().toString();
    QuotaKey key = new QuotaKey("api.github.com", Principal.user(user), "core");
    Instant reset = SharedQuotaLedgerContract.reset();
    SharedQuotaLedgerContract.learn(process(), key, 500, reset, Instant.now());
    List<QuotaSpender> spenders = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        spenders.add(QuotaSpender.start(store(), user, 1, Duration.ofSeconds(90)));
      }
      spenders.forEach(spender -> spender.tell("spend"));
      List<Integer> granted = spenders.stream().map(QuotaSpender::granted).toList();
      System.out.println("granted to three processes of 500 points: " + granted);
      assertThat(granted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(500);
      assertThat(process().account(key, Instant.now()))
          .isEqualTo(new QuotaAccount(5_000, 0, reset, 0, null));
    } finally {
      spenders.forEach(QuotaSpender::close);
    }
  }

  @Test
  default void whatAKilledProcessHeldIsHeldBackNoLongerThanItsHoldAndNeverGivenOutAgain()
      throws InterruptedException {
    String user = UUID.randomUUID().toString();
    QuotaKey key = new QuotaKey("api.github.com", Principal.user(user), "core");
    SharedQuotaLedgerContract.learn(
        process(), key, 100, SharedQuotaLedgerContract.reset(), Instant.now());
    try (QuotaSpender dies = QuotaSpender.start(store(), user, 30, Duration.ofSeconds(3));
        QuotaSpender lives = QuotaSpender.start(store(), user, 1, Duration.ofSeconds(90))) {
      assertThat(dies.tell("hold").granted()).isEqualTo(30);
      dies.kill();
      assertThat(process().account(key, Instant.now()).reserved()).isEqualTo(30);
      assertThat(lives.tell("spend").granted()).isEqualTo(70);
      Awaitility.await().until(() -> process().account(key, Instant.now()).reserved() == 0);
      assertThat(process().account(key, Instant.now()).remaining()).isZero();
    }
  }
}
