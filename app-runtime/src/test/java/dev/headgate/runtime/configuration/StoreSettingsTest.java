package dev.headgate.runtime.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headgate.core.identity.Secret;
import dev.headgate.runtime.configuration.StorageSettings.Store;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which store keeps what, how the stores are reached, and what cannot be meant. */
class StoreSettingsTest {

  private static LoadedConfiguration load(String... environment) {
    return ConfigurationLoader.load(map(environment), null);
  }

  private static InvalidConfiguration refused(String... environment) {
    InvalidConfiguration refused =
        catchThrowableOfType(
            InvalidConfiguration.class, () -> ConfigurationLoader.load(map(environment), null));
    assertThat(refused).as("refused").isNotNull();
    return refused;
  }

  private static Map<String, String> map(String... assignments) {
    Map<String, String> map = new HashMap<>();
    Arrays.stream(assignments)
        .forEach(text ->
            map.put(text.substring(0, text.indexOf('=')), text.substring(text.indexOf('=') + 1)));
    return map;
  }

  private static RedisSettings redis(String... environment) {
    return load(environment).configuration().redis();
  }

  private static DatabaseSettings database(String... environment) {
    return load(environment).configuration().database();
  }

  @Test
  void keepsEverythingWhereTheOneSettingSays() {
    StorageSettings storage = load("STORAGE_TYPE=redis").configuration().storage();

    assertThat(storage)
        .isEqualTo(
            new StorageSettings(
                Store.REDIS, Store.REDIS, Store.REDIS, Store.REDIS, Store.REDIS, Store.REDIS));
    assertThat(storage.uses(Store.REDIS)).isTrue();
    assertThat(storage.uses(Store.POSTGRES)).isFalse();
    assertThat(storage.uses(Store.MEMORY)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CACHE_TYPE", "LIMIT_STORE", "QUOTA_STORE", "QUEUE_STORE", "BREAKER_STORE"})
  void eachPortMayDiffer(String port) {
    StorageSettings storage =
        load("STORAGE_TYPE=postgres", port + "=redis", "DATABASE_URL=postgres://db/gate")
            .configuration()
            .storage();

    assertThat(storage.type()).isEqualTo(Store.POSTGRES);
    assertThat(storage.uses(Store.REDIS)).isTrue();
  }

  @Test
  void refusesAStoreThatIsNone() {
    assertThat(refused("LIMIT_STORE=etcd"))
        .hasMessageContaining(
            "LIMIT_STORE: etcd (expected: memory (or in-memory) | redis | postgres)");
  }

  @Test
  void readsOneRedisFromAUrl() {
    assertThat(redis("REDIS_URL=redis://gate:a%40b+c@redis.example.com:6390/2"))
        .isEqualTo(
            new RedisSettings(
                List.of(URI.create("redis://redis.example.com:6390")),
                null,
                "gate",
                Secret.of("a@b+c"),
                2));
    assertThat(redis("REDIS_URL=rediss://:secret@[::1]", "REDIS_PORT=7000"))
        .isEqualTo(
            new RedisSettings(
                List.of(URI.create("rediss://[::1]:7000")), null, null, Secret.of("secret"), 0));
  }

  @Test
  void readsAClusterFromSeveralUrls() {
    assertThat(redis("REDIS_URL=redis://a:1, redis://b:2,redis://c", "REDIS_TOKEN=secret"))
        .isEqualTo(
            new RedisSettings(
                List.of(
                    URI.create("redis://a:1"),
                    URI.create("redis://b:2"),
                    URI.create("redis://c:6379")),
                null,
                null,
                Secret.of("secret"),
                0));
  }

  @Test
  void readsAPrimaryWithItsReplicas() {
    assertThat(redis("PRIMARY_ENDPOINT=p", "READER_ENDPOINT=r", "REDIS_SSL=true"))
        .isEqualTo(
            new RedisSettings(
                List.of(URI.create("rediss://p:6379")),
                URI.create("rediss://r:6379"),
                null,
                null,
                0));
  }

  @Test
  void encryptsWhereTheSwitchSaysSoWhateverTheUrl() {
    assertThat(redis("REDIS_URL=redis://a", "REDIS_SSL=true").nodes())
        .containsExactly(URI.create("rediss://a:6379"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:6379",
        "http://localhost",
        "redis://",
        "redis://a:0",
        "redis://a:70000",
        "redis://a/x",
        "redis://a?x=y",
        "redis://a,",
        "redis://p/w@a"
      })
  void refusesWhatIsNoUrlOfRedis(String url) {
    assertThat(refused("REDIS_URL=" + url))
        .hasMessageContaining("REDIS_URL: ")
        .hasMessageContaining("expected: redis://");
  }

  @ParameterizedTest
  @CsvSource({
    "postgres://db/gate, jdbc:postgresql://db/gate",
    "postgresql://db:5433/gate?sslmode=require, jdbc:postgresql://db:5433/gate?sslmode=require",
    "jdbc:postgresql://db/gate, jdbc:postgresql://db/gate",
    "'jdbc:postgresql://a:1,b:2/gate', 'jdbc:postgresql://a:1,b:2/gate'",
    "postgres://[::1]:5432/gate, jdbc:postgresql://[::1]:5432/gate"
  })
  void readsPostgresFromEitherFormOfUrl(String url, String jdbc) {
    assertThat(database("DATABASE_URL=" + url))
        .isEqualTo(new DatabaseSettings(jdbc, null, null, 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://gate:p%40ss@db/gate?sslmode=require",
        "jdbc:postgresql://db/gate?user=gate&sslmode=require&password=p%40ss"
      })
  void takesCredentialsOutOfTheUrl(String url) {
    assertThat(database("DATABASE_URL=" + url))
        .isEqualTo(
            new DatabaseSettings(
                "jdbc:postgresql://db/gate?sslmode=require", "gate", Secret.of("p@ss"), 10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mysql://db/gate",
        "db/gate",
        "postgres:///gate",
        "postgres://db",
        "jdbc:postgresql:gate",
        "jdbc:postgresql://me:hidden@db/gate"
      })
  void refusesWhatIsNoUrlOfPostgres(String url) {
    assertThat(refused("DATABASE_URL=" + url))
        .hasMessageContaining("expected: jdbc:postgresql://host");
  }

  @Test
  void saysWhichSettingsNeedTheDatabaseThatIsMissing() {
    assertThat(refused("QUOTA_STORE=postgres", "CACHE_TYPE=postgres"))
        .hasMessageContaining("configuration: 1 mistake")
        .hasMessageContaining(
            "database.url (expected: set while postgres is chosen by CACHE_TYPE, QUOTA_STORE);"
                + " set DATABASE_URL, for example to");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "primary.endpoint; REDIS_URL=redis://a; PRIMARY_ENDPOINT=b",
        "reader.endpoint; REDIS_URL=redis://a; READER_ENDPOINT=b",
        "redis.token; REDIS_PASSWORD=one; REDIS_TOKEN=other",
        "redis.password; REDIS_PASSWORD=one; REDIS_URL=redis://:other@a",
        "redis.password; REDIS_TOKEN=one; REDIS_URL=redis://:other@a",
        "redis.url; REDIS_PORT=1; REDIS_URL=redis://a,rediss://b",
        "redis.url; REDIS_PORT=1; REDIS_URL=redis://:one@a,redis://:other@b",
        "redis.url; REDIS_PORT=1; REDIS_URL=redis://a/1,redis://b/1",
        "database.user; DATABASE_USER=one; DATABASE_URL=postgres://other@db/gate",
        "database.password; DATABASE_PASSWORD=one; DATABASE_URL=postgres://u:other@db/gate"
      })
  void namesWhatContradictsItself(String key, String one, String other) {
    InvalidConfiguration refused = refused(one, other);

    assertThat(refused.mistakes()).extracting(Mistake::key).containsExactly(key);
    assertThat(refused.mistakes().get(0).mend()).isNotBlank();
  }

  @Test
  void acceptsTheSamePasswordGivenTwice() {
    assertThat(
            redis("REDIS_PASSWORD=one", "REDIS_TOKEN=one", "REDIS_URL=redis://:one@a").password())
        .isEqualTo(Secret.of("one"));
    assertThat(database("DATABASE_PASSWORD=one", "DATABASE_URL=postgres://u:one@a/b").password())
        .isEqualTo(Secret.of("one"));
  }

  @Test
  void neverShowsAPasswordWhereverItWasGiven() {
    for (List<String> environment :
        List.of(
            List.of("REDIS_URL=redis://:planted-1@a,redis://:planted-1@b"),
            List.of("REDIS_TOKEN=planted-2", "DATABASE_PASSWORD=planted-3"),
            List.of("DATABASE_URL=postgres://u:planted-4@a/b"),
            List.of("DATABASE_URL=jdbc:postgresql://a/b?user=u&password=planted-5"))) {
      LoadedConfiguration loaded = load(environment.toArray(String[]::new));

      assertThat(loaded.toString() + loaded.effective().table()).doesNotContain("planted");
      assertThat(loaded.redactor().redact(environment.toString())).doesNotContain("planted");
    }
    assertThat(
            refused("REDIS_URL=redis://:plan/ted-6@a", "DATABASE_URL=pg://u:plan/ted@x@a")
                .getMessage())
        .doesNotContain("ted-6")
        .doesNotContain("ted@x")
        .contains("REDIS_URL: redis://****@a", "DATABASE_URL: pg://****@a");
  }
}
