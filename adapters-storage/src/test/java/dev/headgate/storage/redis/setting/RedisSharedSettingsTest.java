package dev.headgate.storage.redis.setting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.setting.SettingsSnapshot;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.setting.SharedSettingsContract;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.testing.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisSharedSettingsTest implements SharedSettingsContract {
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
  public SharedSettings sharedSettings() {
    return new RedisSharedSettings(connection);
  }

  @Test
  void whoKnowsAVersionThatWasLostIsToldEverything() {
    SharedSettings settings = sharedSettings();
    SettingsSnapshot now = settings.changedSince(0).orElseThrow();

    assertThat(settings.changedSince(now.version() + 1000)).contains(now);
  }
}
