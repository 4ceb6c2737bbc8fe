package dev.headgate.storage.redis.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.credential.Installation;
import dev.headgate.core.credential.SharedCredentialsContract;
import dev.headgate.core.credential.TokenVault;
import dev.headgate.core.credential.TokenVaultContract;
import dev.headgate.core.slot.Slots;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.slot.RedisSlots;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisTokenVaultTest implements TokenVaultContract, SharedCredentialsContract {
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
  public TokenVault vault() {
    return new RedisTokenVault(connection);
  }

  @Override
  public Slots slots() {
    return new RedisSlots(connection);
  }

  @Test
  void whatIsKeptExpiresWithItsTokenAndNothingStaysAfterARemoval() {
    try (OwnRedis server = RealRedis.own();
        RedisConnection redis = new RedisConnection(server.settings())) {
      TokenVault vault = new RedisTokenVault(redis);
      Installation installation = TokenVaultContract.fresh();
      vault.putIfNewer(
          installation,
          TokenVaultContract.aged(Instant.now(), Duration.ofMinutes(30), "sealed"),
          Instant.now());

      redis
          .client()
          .getKeys()
          .getKeysStream()
          .forEach(key ->
              assertThat(redis.client().getKeys().remainTimeToLive(key)).isBetween(1L, 1_800_000L));
      assertThat(redis.client().getKeys().count()).isEqualTo(2);
      vault.remove(installation);
      assertThat(redis.client().getKeys().count()).isZero();
    }
  }
}
