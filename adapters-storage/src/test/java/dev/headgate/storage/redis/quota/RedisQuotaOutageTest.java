package dev.headgate.storage.redis.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.Reservation;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.QuotaProcess;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.storage.testing.SharedQuotaLedgerContract;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two processes lose their Redis in every way there is. */
class RedisQuotaOutageTest {
  private static final Duration TIMEOUT = Duration.ofMillis(250);
  private static final Duration HOLD = Duration.ofSeconds(90);

  private final OwnRedis redis = RealRedis.own();
  private final FaultProxy proxy = FaultProxy.to(redis.port());
  private final RedisConnection first = new RedisConnection(settings());
  private final RedisConnection second = new RedisConnection(settings());
  private final QuotaProcess one = process(first);
  private final QuotaProcess other = process(second);
  private final List<QuotaProcess> both = List.of(one, other);

  private final QuotaKey key = SharedQuotaLedgerContract.fresh();
  private final Instant reset = SharedQuotaLedgerContract.reset();

  private RedisSettings settings() {
    return RedisSettings.of(List.of(URI.create("redis://127.0.0.1:" + proxy.port())))
        .withTimeouts(Duration.ofSeconds(1), TIMEOUT);
  }

  private static QuotaProcess process(RedisConnection connection) {
    return new QuotaProcess("redis", new RedisQuotaLedger(connection, RedisQuotaSettings.DEFAULTS));
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    proxy.close();
    redis.close();
  }

  private void learn(long remaining) {
    SharedQuotaLedgerContract.learn(one.ledger(), key, remaining, reset, Instant.now());
    for (QuotaProcess process : both) {
      assertThat(process.ledger().account(key, Instant.now()).remaining()).isEqualTo(remaining);
    }
  }

  private QuotaAccount atRedis() {
    return one.shared().account(key, Instant.now());
  }

  private void healed() {
    for (QuotaProcess process : both) {
      Awaitility.await().until(process::heal);
    }
  }

  @Test
  void spendExactlyTheQuotaAlthoughRedisIsKilledAndComesBackEmpty() {
    learn(100);
    AtomicLong github = new AtomicLong(100);
    QuotaKey paused = SharedQuotaLedgerContract.fresh();
    other.ledger().pause(paused, Instant.now().plusSeconds(300), Instant.now());
    int spent = one.spend(key, 7, github, reset) + other.spend(key, 5, github, reset);
    assertThat(one.ledger().account(key, Instant.now()).remaining()).isEqualTo(88);
    assertThat(other.ledger().account(key, Instant.now()).remaining()).isEqualTo(88);
    Reservation underWay = one.reserve(key, 8);

    redis.kill();
    QuotaKey pausedMeanwhile = SharedQuotaLedgerContract.fresh();
    one.ledger().pause(pausedMeanwhile, Instant.now().plusSeconds(300), Instant.now());
    int meanwhile = one.spend(key, 100, github, reset) + other.spend(key, 100, github, reset);
    System.out.println("spent of 80 free points while Redis was away: " + meanwhile);
    assertThat(meanwhile).isBetween(40, 88);
    assertThat(github.get()).isNotNegative();

    redis.restart();
    healed();
    assertThat(atRedis()).isEqualTo(new QuotaAccount(5_000, github.get(), reset, 8, null));
    for (QuotaKey rests : List.of(paused, pausedMeanwhile)) {
      for (QuotaProcess process : both) {
        assertThat(process.shared().account(rests, Instant.now()).pausedUntil()).isNotNull();
        assertThat(process.reserve(rests, 1).refusal()).isNotNull();
      }
    }
    one.ledger().settle(underWay, 0, null, Instant.now());
    int after = other.spend(key, 1_000, github, reset) + one.spend(key, 1_000, github, reset);
    assertThat(spent + meanwhile + after).isEqualTo(100);
    assertThat(github.get()).isZero();
  }

  @Test
  void neverHoldNorSpendTwiceWhenRepliesAreLost() throws InterruptedException {
    learn(100);
    Demand demand = Demand.of(5, HOLD);
    var reserved = proxy.loseReplyTo(demand.id().toString(), false);
    Reservation doubtful = one.ledger().reserve(key, demand, Instant.now());
    assertThat(reserved.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(doubtful.refusal()).isNull();
    assertThat(other.shared().account(key, Instant.now()).reserved()).isEqualTo(5);
    healed();
    assertThat(atRedis()).isEqualTo(new QuotaAccount(5_000, 100, reset, 5, null));

    var settled = proxy.loseReplyTo(demand.id().toString(), true);
    one.ledger().settle(doubtful, 5, null, Instant.now());
    assertThat(settled.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(one.ledger().degraded()).isTrue();
    healed();
    assertThat(atRedis()).isEqualTo(new QuotaAccount(5_000, 95, reset, 0, null));
  }

  @Test
  void waitForASilentRedisOnceAndThenNoMore() {
    learn(1_000);
    proxy.freeze();
    long slow = 0;
    Instant start = Instant.now();
    for (int i = 0; i < 200; i++) {
      Instant before = Instant.now();
      Reservation reservation = one.reserve(key, 1);
      assertThat(reservation.refusal()).isNull();
      Instant between = Instant.now();
      one.ledger().settle(reservation, 1, null, between);
      boolean waited = Duration.between(before, between).compareTo(TIMEOUT) >= 0;
      assertThat(waited && Duration.between(between, Instant.now()).compareTo(TIMEOUT) >= 0)
          .as("one request waited twice")
          .isFalse();
      slow += waited ? 1 : 0;
    }
    Duration took = Duration.between(start, Instant.now());
    System.out.println("200 requests over a silent Redis: %s, waited: %d".formatted(took, slow));
    assertThat(slow).isLessThanOrEqualTo(2);
    Awaitility.await()
        .until(() -> {
          one.heal();
          return !one.reachable();
        });
    proxy.thaw();
    healed();
    assertThat(atRedis()).isEqualTo(new QuotaAccount(5_000, 800, reset, 0, null));
  }

  @Test
  void remindARedisThatWasFlushed() {
    learn(20);
    AtomicLong github = new AtomicLong(20);
    Reservation underWay = one.reserve(key, 6);
    assertThat(underWay.refusal()).isNull();
    redis.command("FLUSHALL");
    assertThat(one.reserve(key, 21).refusal()).isNotNull();
    healed();
    assertThat(atRedis()).isEqualTo(new QuotaAccount(5_000, 20, reset, 6, null));
    assertThat(other.spend(key, 100, github, reset)).isEqualTo(14);
  }

  @Test
  void losesNothingWhenScriptsAreFlushedAndConnectionsKilled() {
    learn(100);
    AtomicLong github = new AtomicLong(100);
    int spent = 0;
    for (int i = 0; i < 10; i++) {
      redis.command("SCRIPT", "FLUSH");
      spent += one.spend(key, 2, github, reset);
      redis.command("CLIENT", "KILL", "TYPE", "normal");
      spent += other.spend(key, 2, github, reset);
      proxy.reset();
    }
    healed();
    assertThat(atRedis()).isEqualTo(new QuotaAccount(5_000, 100 - spent, reset, 0, null));
    assertThat(github.get()).isEqualTo(100 - spent);
  }
}
