package dev.headgate.storage.redis.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.Demand;
import dev.headgate.core.quota.QuotaKey;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.core.quota.QuotaLedgerContract;
import dev.headgate.core.quota.QuotaLedgerModelContract;
import dev.headgate.core.quota.QuotaObservation;
import dev.headgate.core.quota.Reservation;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.connection.RedisSettings;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

class RedisQuotaLedgerTest implements QuotaLedgerContract, QuotaLedgerModelContract {
  private static final String LIVES =
      """
      local lives = {}
      for i, key in ipairs(redis.call('KEYS', ARGV[1])) do
        lives[i] = redis.call('PTTL', key)
      end
      return lives
      """;

  private static RedisConnection connection;

  @BeforeAll
  static void connect() {
    connection = new RedisConnection(RealRedis.shared().settings());
  }

  @AfterAll
  static void disconnect() {
    connection.close();
  }

  @Override
  public QuotaLedger quotaLedger() {
    return new RedisQuotaLedger(connection, RedisQuotaSettings.DEFAULTS, true);
  }

  @Override
  public int sequences() {
    return 5;
  }

  @Test
  void keepsCountersApartWhateverTheirNamesContain() {
    QuotaLedger ledger = quotaLedger();
    QuotaKey plain = QuotaLedgerContract.fresh();
    List<QuotaKey> odd =
        List.of(
            plain.forResource("a b"),
            plain.forResource("a%20b"),
            plain.forResource("{a}\t\n"),
            new QuotaKey("h", new Principal("user:x y"), "core"),
            new QuotaKey("h", new Principal("user:x"), "y core"));
    for (int i = 0; i < odd.size(); i++) {
      QuotaKey key = odd.get(i);
      Reservation reservation = ledger.reserve(key, QuotaLedgerContract.points(1), NOON);
      ledger.settle(reservation, 1, QuotaLedgerContract.seen("", i, RESET), NOON);
    }
    for (int i = 0; i < odd.size(); i++) {
      assertThat(ledger.account(odd.get(i), NOON).remaining()).isEqualTo(i);
    }
    assertThat(ledger.accounts(NOON)).containsKeys(odd.toArray(QuotaKey[]::new));
  }

  @Test
  void listsNoMoreAccountsThanItMay() {
    try (RedisConnection own = new RedisConnection(RealRedis.shared().settings())) {
      QuotaLedger ledger = new RedisQuotaLedger(own, new RedisQuotaSettings(3), true);
      for (int i = 0; i < 5; i++) {
        assertThat(ledger.reserve(QuotaLedgerContract.fresh(), QuotaLedgerContract.points(1), NOON))
            .isNotNull();
      }
      assertThat(ledger.accounts(NOON)).hasSize(3);
    }
  }

  @Test
  void letsEveryKeyExpire() {
    RedisSettings settings = RealRedis.shared().settings();
    try (RedisConnection own = new RedisConnection(settings)) {
      QuotaLedger ledger = new RedisQuotaLedger(own, RedisQuotaSettings.DEFAULTS, true);
      QuotaKey key = QuotaLedgerContract.fresh();
      QuotaLedgerContract.learn(ledger, key, 10);
      assertThat(ledger.reserve(key, QuotaLedgerContract.points(1), NOON).refusal()).isNull();
      ledger.pause(key, NOON.plusSeconds(60), NOON);
      ledger.exhaust(key.forResource("search"), RESET, NOON);
      assertThat(lives(own, settings.prefix()))
          .hasSize(5)
          .allSatisfy(
              millis -> assertThat(millis).isBetween(60_000L, Duration.ofDays(2).toMillis()));
    }
  }

  @Test
  void remembersNothingOfWhatIsOver() {
    RedisSettings settings = RealRedis.shared().settings();
    try (RedisConnection own = new RedisConnection(settings)) {
      QuotaLedger ledger = new RedisQuotaLedger(own, RedisQuotaSettings.DEFAULTS, true);
      QuotaKey key = QuotaLedgerContract.fresh();
      Reservation reservation = ledger.reserve(key, Demand.of(1, HOLD), NOON);
      ledger.settle(reservation, 1, new QuotaObservation("core", 60, 59, 1, NOON), NOON);
      ledger.settle(reservation, 1, null, NOON.plusSeconds(2));
      assertThat(ledger.accounts(NOON)).isEmpty();
      assertThat(lives(own, settings.prefix())).isEmpty();
    }
  }

  /** How many milliseconds each key with that prefix has to live. */
  private static List<Long> lives(RedisConnection connection, String prefix) {
    return connection.read(client ->
        client
            .getScript(StringCodec.INSTANCE)
            .evalAsync(
                RScript.Mode.READ_ONLY, LIVES, RScript.ReturnType.LIST, List.of(), prefix + "*"));
  }
}
