package dev.headgate.core.credential;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.Race;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.credential.TokenIssuer.Issue;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.http.Target;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.core.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What several processes do together over one vault and its slots. */
public interface SharedCredentialsContract {
  Target PATH = Target.parse("/repos/acme/widgets/issues");
  Duration PATIENT = Duration.ofSeconds(20);

  /** The vault that they share. */
  TokenVault vault();

  /** The slots that they share. */
  Slots slots();

  @Test
  default void threeProcessesMintOnceForAllTheirCallers() {
    Cluster cluster = new Cluster(this);
    List<Credentials> processes = cluster.processes(3);

    List<Loan.Ready> loans = Race.of(64, i -> lent(processes.get(i % 3)));

    assertThat(loans).extracting(loan -> loan.token().reveal()).containsOnly(token(1));
    assertThat(cluster.issuer.minted).hasValue(1);
  }

  @Test
  default void oneThatDiedWhileMintingIsReplacedWhenItsLeaseEnds() {
    Cluster cluster = new Cluster(this);
    SlotPool pool = new SlotPool("mint:" + cluster.installation.caller().identity().hex(), 1);
    slots().acquire("the dead", List.of(pool), Duration.ofMillis(400), cluster.time.instant());

    assertThat(lent(cluster.process()).token().reveal()).isEqualTo(token(1));
    assertThat(cluster.waits).hasPositiveValue();
  }

  @Test
  default void aTokenThatWasRevokedIsReplacedOnceForAll() {
    Cluster cluster = new Cluster(this);
    List<Credentials> processes = cluster.processes(3);
    List<Loan.Ready> before = processes.stream().map(SharedCredentialsContract::lent).toList();
    cluster.time.advance(Duration.ofMinutes(2));

    List<Loan.Ready> after =
        Race.of(
            48,
            i -> {
              Loan.Ready loan = before.get(i % 3);
              Credentials process = processes.get(i % 3);
              assertThat(process.refused(requireNonNull(loan.minted())))
                  .isEqualTo(KeptToken.Refusal.REPLACED);
              return lent(process);
            });

    assertThat(after).extracting(loan -> loan.token().reveal()).containsOnly(token(2));
    assertThat(cluster.issuer.minted).hasValue(2);
    assertThat(after).extracting(Loan.Ready::caller).containsOnly(before.get(0).caller());
  }

  @Test
  default void aRenewalIsSeenByAllAndChangesNeitherThePayerNorTheIdentity() {
    Cluster cluster = new Cluster(this);
    Credentials first = cluster.process();
    Credentials second = cluster.process();
    Loan.Ready before = lent(first);
    lent(second);
    cluster.time.advance(Duration.ofMinutes(51));

    assertThat(lent(first).token()).isEqualTo(before.token());
    cluster.settle();
    Loan.Ready after = lent(first);
    lent(second);
    cluster.settle();

    assertThat(after.token().reveal()).isEqualTo(token(2));
    assertThat(lent(second).token()).isEqualTo(after.token());
    assertThat(cluster.issuer.minted).hasValue(2);
    assertThat(after.caller()).isEqualTo(before.caller());
    assertThat(after.caller().principal().id()).isEqualTo("installation:7");
  }

  @Test
  default void anInstallationThatIsGoneLeavesNothingInTheStore() {
    Cluster cluster = new Cluster(this);
    lent(cluster.process());
    cluster.time.advance(Duration.ofMinutes(51));
    cluster.issuer.issues.add(new Issue.Gone(404));

    assertThat(loan(cluster.process())).isInstanceOf(Loan.Missing.class);

    assertThat(vault().find(cluster.installation, cluster.time.instant())).isEmpty();
    assertThat(cluster.audited("credential.removed")).isEqualTo("404");
  }

  @Test
  default void anInstallationThatIsNotConfiguredAnyMoreLeavesNothingInTheStore() {
    Cluster cluster = new Cluster(this);
    lent(cluster.process());
    Instant now = cluster.time.instant();
    assertThat(vault().find(cluster.installation, now)).isPresent();

    cluster.process(new CredentialPlan(cluster.installation, Map.of(), 8L, null)).tidy();

    assertThat(vault().find(cluster.installation, now)).isEmpty();
  }

  @Test
  default void theStoreNeverHoldsWhatCanBeRead() {
    Cluster cluster = new Cluster(this);
    String token = lent(cluster.process()).token().reveal();
    SealedToken kept = vault().find(cluster.installation, cluster.time.instant()).orElseThrow();

    assertThat(kept.toString()).doesNotContain(token).doesNotContain("ghs_");
    assertThat(TokenVaultContract.seal().open(cluster.installation, kept))
        .hasValueSatisfying(open -> assertThat(open.value().matches(token)).isTrue());
  }

  private static Loan.Ready lent(Credentials process) {
    return (Loan.Ready) loan(process);
  }

  private static Loan loan(Credentials process) {
    try {
      return process.lend(PATH, PATIENT);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  private static String token(int number) {
    return "ghs_minted%d%s".formatted(number, "x".repeat(30));
  }

  /** Processes that share a store, a time and GitHub. */
  final class Cluster {
    final Installation installation = TokenVaultContract.fresh();
    final ManualTime time = new ManualTime(Instant.now());
    final ScriptedIssuer issuer = new ScriptedIssuer(time);
    final List<AuditEvent> events = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();
    final AtomicInteger waits = new AtomicInteger();
    private final SharedCredentialsContract store;
    private final Set<String> names = new HashSet<>();

    Cluster(SharedCredentialsContract store) {
      this.store = store;
    }

    List<Credentials> processes(int count) {
      List<Credentials> processes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        processes.add(process());
      }
      return processes;
    }

    Credentials process() {
      return process(new CredentialPlan(installation, Map.of(), 7L, null));
    }

    Credentials process(CredentialPlan plan) {
      String name = "process-" + names.size();
      names.add(name);
      SharedTokens shared =
          new SharedTokens(
              store.vault(), store.slots(), TokenVaultContract.seal(), StoreCalls.UNGUARDED, name);
      return new Credentials(
          plan, issuer, shared, audit(), Telemetry.SILENT, time, waiter(), this::run);
    }

    String audited(String action) {
      synchronized (events) {
        return events.stream()
            .filter(event -> event.action().equals(action))
            .map(AuditEvent::outcome)
            .findFirst()
            .orElse("");
      }
    }

    /** Waits for what goes on in the background. */
    void settle() {
      List<Thread> running;
      synchronized (threads) {
        running = List.copyOf(threads);
      }
      try {
        for (Thread thread : running) {
          thread.join(20_000);
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    private void run(Runnable work) {
      Thread thread = new Thread(work, "renewal");
      synchronized (threads) {
        threads.add(thread);
      }
      thread.start();
    }

    /** A store's own clock goes on by itself; ours goes with the wait. */
    private Waiter waiter() {
      return (left, cancellation) -> {
        waits.incrementAndGet();
        time.advance(left);
        boolean never = new CountDownLatch(1).await(left.toNanos(), TimeUnit.NANOSECONDS);
        assertThat(never).isFalse();
      };
    }

    private AuditLog audit() {
      return new AuditLog() {
        @Override
        public void append(AuditEvent event) {
          synchronized (events) {
            events.add(event);
          }
        }

        @Override
        public List<AuditEvent> latest(int limit) {
          synchronized (events) {
            return List.copyOf(events);
          }
        }
      };
    }
  }
}
