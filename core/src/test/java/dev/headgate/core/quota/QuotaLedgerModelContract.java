package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.identity.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Drives a ledger and the bare rules with the same random calls: they answer alike, and every
 * account stands alike after each. The ledger takes the caller's time for its own.
 */
public interface QuotaLedgerModelContract {
  /** The ledger under test. */
  QuotaLedger quotaLedger();

  /** How many sequences are tried: fewer where a call costs more. */
  default int sequences() {
    return 20;
  }

  @Test
  default void agreesWithTheRulesWhateverIsAsked() {
    long base = new Random().nextLong();
    for (int i = 0; i < sequences(); i++) {
      new Sequence(quotaLedger(), base + i).run(300);
    }
  }

  /** One seeded sequence of calls. */
  final class Sequence {
    private static final List<String> RESOURCES = List.of("core", "search", "graphql");

    private final QuotaLedger ledger;
    private final ModelLedger model = new ModelLedger();
    private final Random random;
    private final List<QuotaKey> keys = new ArrayList<>();
    private final List<Demand> demands = new ArrayList<>();
    private final List<Reservation> reservations = new ArrayList<>();
    private final String seed;
    private Instant now = QuotaLedgerContract.NOON;

    Sequence(QuotaLedger ledger, long seed) {
      this.ledger = ledger;
      this.random = new Random(seed);
      this.seed = "seed " + seed;
      for (int i = 0; i < 2; i++) {
        Principal principal = Principal.user(UUID.randomUUID().toString());
        for (String resource : RESOURCES) {
          keys.add(new QuotaKey("api.github.com", principal, resource));
        }
      }
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        pass();
        String call = call();
        for (QuotaKey key : keys) {
          assertThat(ledger.account(key, now))
              .as("%s, step %d: %s of %s", seed, step, call, key)
              .isEqualTo(model.account(key, now));
        }
      }
      listed();
    }

    /** Beside these, counters may be listed of which only a pause is known. */
    private void listed() {
      Map<QuotaKey, QuotaAccount> expected = model.accounts(now);
      expected.values().removeIf(account -> account.reset() == null && account.reserved() == 0);
      assertThat(ledger.accounts(now)).as("%s: accounts", seed).containsAllEntriesOf(expected);
    }

    private void pass() {
      int kind = random.nextInt(100);
      long millis = kind < 60 ? random.nextInt(3) : kind < 97 ? random.nextInt(3_000) : 600_000;
      now = now.plusMillis(millis);
    }

    private String call() {
      QuotaKey key = any(keys);
      int kind = random.nextInt(100);
      if (kind < 45 || reservations.isEmpty()) {
        return reserve(key);
      } else if (kind < 85) {
        return settle(random.nextInt(reservations.size()));
      } else if (kind < 90) {
        Instant until = now.plusMillis(random.nextInt(-1_000, 5_000));
        ledger.pause(key, until, now);
        model.pause(key, until, now);
        return "pause until " + until;
      } else if (kind < 95) {
        Instant until = now.plusMillis(random.nextInt(-3_000, 9_000));
        ledger.exhaust(key, until, now);
        model.exhaust(key, until, now);
        return "exhaust until " + until;
      }
      listed();
      return "accounts";
    }

    /** One in ten asks again by an id that was granted before, of the same counter. */
    private String reserve(QuotaKey other) {
      boolean again = !reservations.isEmpty() && random.nextInt(10) == 0;
      int which = again ? random.nextInt(reservations.size()) : 0;
      Demand demand = again ? demands.get(which) : demand();
      QuotaKey key = again ? reservations.get(which).key() : other;
      Reservation wanted = model.reserve(key, demand, now);
      assertThat(ledger.reserve(key, demand, now)).as("%s: %s", seed, demand).isEqualTo(wanted);
      if (wanted.refusal() == null && !again) {
        demands.add(demand);
        reservations.add(wanted);
      }
      return demand.toString();
    }

    private Demand demand() {
      Duration hold = Duration.ofMillis(1 + random.nextInt(8_000));
      Demand demand = Demand.of(random.nextInt(12), hold).withFloor(random.nextInt(4) * 5L);
      return random.nextInt(10) == 0 ? demand.asOwed() : demand;
    }

    private String settle(int which) {
      Reservation reservation = reservations.get(which);
      if (random.nextBoolean()) {
        // What stays in the list is settled again, or reserved anew.
        reservations.remove(which);
        demands.remove(which);
      }
      long spent = random.nextInt(14);
      @Nullable QuotaObservation seen = random.nextInt(3) == 0 ? null : seen();
      ledger.settle(reservation, spent, seen, now);
      model.settle(reservation, spent, seen, now);
      return "settle %s at %d with %s".formatted(reservation, spent, seen);
    }

    private QuotaObservation seen() {
      String resource = random.nextInt(6) == 0 ? "" : any(RESOURCES);
      long limit = 50 + 50L * random.nextInt(2);
      long remaining = random.nextLong(limit + 1);
      long second = now.getEpochSecond() / 60 * 60 + 60 + random.nextInt(-3, 4);
      long reset = random.nextInt(8) == 0 ? second + random.nextInt(-90, 90) : second;
      return new QuotaObservation(
          resource, limit, remaining, limit - remaining, Instant.ofEpochSecond(reset));
    }

    private <T> T any(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}
