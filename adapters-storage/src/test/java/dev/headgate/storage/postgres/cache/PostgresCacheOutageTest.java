package dev.headgate.storage.postgres.cache;

import static dev.headgate.core.cache.ResponseCacheContract.served;
import static dev.headgate.core.cache.ResponseCacheContract.store;
import static dev.headgate.core.cache.Samples.freshKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.cache.SharedResponseCache;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.PostgresSettings;
import dev.headgate.storage.testing.OwnPostgres;
import dev.headgate.storage.testing.RealPostgres;
import dev.headgate.storage.testing.SharedCacheOutageContract;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresCacheOutageTest implements SharedCacheOutageContract {
  private static OwnPostgres postgres;
  private static PostgresSettings settings;

  private final List<PostgresDatabase> databases = new ArrayList<>();

  @BeforeAll
  static void start() {
    postgres = RealPostgres.own();
    settings =
        postgres
            .migrated()
            .withPoolSize(4)
            .withTimeouts(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMillis(700));
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  @AfterEach
  void disconnect() {
    databases.forEach(PostgresDatabase::close);
  }

  @Override
  public SharedResponseCache reach() {
    PostgresDatabase database = new PostgresDatabase(settings);
    databases.add(database);
    return new PostgresResponseCache(database, PostgresCacheSettings.DEFAULTS);
  }

  @Override
  public void freeze() {
    postgres.freeze();
  }

  @Override
  public void thaw() {
    postgres.thaw();
  }

  @Override
  public void crash() {
    postgres.kill();
    postgres.restart();
  }

  @Test
  void keepsTheCacheOverAnOrderlyRestart() {
    ResourceKey key = freshKey();
    SharedResponseCache cache = reach();
    store(cache, key, "a", "[1]", Instant.now());
    long number = cache.changes(0).number();
    postgres.stop();
    postgres.restart();
    Awaitility.await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(served(cache, key, "a", Instant.now())).isEqualTo("[1]"));
    assertThat(cache.changes(number).continuous()).isTrue();
  }
}
