package dev.headgate.storage.redis.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.slot.SlotDecision.Full;
import dev.headgate.core.slot.SlotDecision.Taken;
import dev.headgate.core.slot.SlotLease;
import dev.headgate.core.slot.SlotPool;
import dev.headgate.core.slot.Slots;
import dev.headgate.core.slot.SlotsContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RedisSlotsTest implements SlotsContract {

  private static final RedisConnection REDIS =
      new RedisConnection(
          RealRedis.shared()
              .settings()
              .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10)));

  @AfterAll
  static void close() {
    REDIS.close();
  }

  @Override
  public Slots slots() {
    return new RedisSlots(REDIS, true);
  }

  @Test
  void theServersClockDecidesWhateverTheCallersSay() {
    Slots slots = new RedisSlots(REDIS);
    SlotPool pool = SlotsContract.fresh(1);
    SlotLease lease = ((Taken) slots.acquire("me", List.of(pool), MINUTE, Instant.EPOCH)).lease();
    assertThat(lease.until()).isAfter(NOON);
    assertThat(slots.acquire("other", List.of(pool), MINUTE, Instant.MAX))
        .isEqualTo(new Full(List.of(pool.name()), lease.until()));
    assertThat(slots.renew(lease, MINUTE, Instant.MAX)).isTrue();
    assertThat(slots.occupied(pool.name(), Instant.MAX)).isEqualTo(1);
  }

  @Test
  void afterAFlushNobodyWhoWasForgottenCanChangeAnything() {
    try (OwnRedis server = RealRedis.own();
        RedisConnection redis = new RedisConnection(server.settings())) {
      Slots slots = new RedisSlots(redis);
      SlotPool pool = SlotsContract.fresh(1);
      SlotLease forgotten = ((Taken) slots.acquire("me", List.of(pool), MINUTE, NOON)).lease();
      server.command("FLUSHALL");
      SlotLease next = ((Taken) slots.acquire("me", List.of(pool), MINUTE, NOON)).lease();
      assertThat(next.fence()).isGreaterThan(forgotten.fence());
      assertThat(slots.renew(forgotten, MINUTE, NOON)).isFalse();
      slots.release(forgotten);
      assertThat(slots.occupied(pool.name(), NOON)).isEqualTo(1);
    }
  }

  @Test
  void poolsAreForgottenSomeTimeAfterTheirLastLease() {
    try (OwnRedis server = RealRedis.own();
        RedisConnection redis = new RedisConnection(server.settings())) {
      new RedisSlots(redis).acquire("me", List.of(new SlotPool("p", 1)), MINUTE, NOON);
      for (String part : List.of("end", "fence", "span")) {
        String left = server.command("PTTL", "headgate:{slots}:" + part + ":p").substring(1);
        assertThat(Long.parseLong(left)).isBetween(100_000L, 120_001L);
      }
    }
  }
}
