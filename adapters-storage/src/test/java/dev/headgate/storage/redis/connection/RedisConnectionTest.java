package dev.headgate.storage.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RedisConnectionTest {

  private static final RedisScript ECHO = RedisScript.load(RedisConnectionTest.class, "echo.lua");
  private static final RedisScript COUNT = RedisScript.load(RedisConnectionTest.class, "count.lua");

  @Test
  void runsScriptsWithBytesTextsAndNumbers() {
    try (RedisConnection redis = new RedisConnection(RealRedis.shared().settings())) {
      byte[] binary = {0, -1, 13, 10};
      RedisReply reply = ECHO.ask(redis, List.of(), binary);
      assertThat(reply.size()).isEqualTo(4);
      assertThat(reply.bytes(0)).isEqualTo(binary);
      assertThat(reply.number(1)).isEqualTo(42);
      assertThat(reply.number(2)).isPositive();
      assertThat(reply.isAbsent(3)).isTrue();
      assertThat(ECHO.ask(redis, List.of(), "größer").text(0)).isEqualTo("größer");
      assertThat(ECHO.ask(redis, List.of(), 1L << 60).number(0)).isEqualTo(1L << 60);
    }
  }

  @Test
  void tellsAServerThatForgotItsScriptsTheTextAgain() {
    try (OwnRedis server = RealRedis.own();
        RedisConnection redis = new RedisConnection(server.settings())) {
      assertThat(COUNT.run(redis, List.of(redis.key("n"))).number(0)).isEqualTo(1);
      server.command("SCRIPT", "FLUSH");
      assertThat(COUNT.run(redis, List.of(redis.key("n"))).number(0)).isEqualTo(2);
      assertThat(server.command("GET", "headgate:n")).startsWith("2");
    }
  }

  @Test
  void isMadeWithoutRedisAndFindsItWhenItComes() {
    OwnRedis server = RealRedis.own();
    server.stop();
    try (server;
        RedisConnection redis = new RedisConnection(server.settings())) {
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(StorageUnavailable.class)
            .isThrownBy(() -> COUNT.run(redis, List.of(redis.key("n"))))
            .satisfies(failure -> assertThat(failure.store()).isEqualTo("redis"));
      }
      server.restart();
      awaitHealed(redis);
      server.kill();
      assertThatExceptionOfType(StorageUnavailable.class)
          .isThrownBy(() -> COUNT.ask(redis, List.of(redis.key("n"))));
      server.restart();
      awaitHealed(redis);
    }
  }

  private static void awaitHealed(RedisConnection redis) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(StorageUnavailable.class)
        .until(() -> ECHO.ask(redis, List.of(), "x").text(0).equals("x"));
  }

  @Test
  void logsInWithAPassword() {
    try (OwnRedis server = RealRedis.own("requirepass sesame")) {
      RedisSettings known = server.settings().withCredentials(null, Secret.of("sesame"));
      try (RedisConnection redis = new RedisConnection(known)) {
        assertThat(ECHO.ask(redis, List.of(), "in").text(0)).isEqualTo("in");
      }
      RedisSettings wrong = server.settings().withCredentials(null, Secret.of("open-it"));
      for (RedisSettings refused : List.of(server.settings(), wrong)) {
        try (RedisConnection redis = new RedisConnection(refused)) {
          assertThatExceptionOfType(StorageUnavailable.class)
              .isThrownBy(() -> COUNT.run(redis, List.of("n")));
        }
      }
    }
  }

  @Test
  void readsNearbyFromTheReaderAndElseFromThePrimary() {
    try (OwnRedis primary = RealRedis.own();
        OwnRedis reader = RealRedis.own()) {
      primary.command("SET", "headgate:who", "primary");
      reader.command("SET", "headgate:who", "reader");
      RedisSettings both = primary.settings().withReader(reader.settings().nodes().get(0));
      try (RedisConnection redis = new RedisConnection(both)) {
        assertThat(who(redis.readNearby(client -> client.getBucket(redis.key("who")).getAsync())))
            .isEqualTo("reader");
        assertThat(who(redis.read(client -> client.getBucket(redis.key("who")).getAsync())))
            .isEqualTo("primary");
      }
      try (RedisConnection redis = new RedisConnection(primary.settings())) {
        assertThat(who(redis.readNearby(client -> client.getBucket(redis.key("who")).getAsync())))
            .isEqualTo("primary");
      }
    }
  }

  private static String who(Object bytes) {
    return new String((byte[]) bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void settingsSayWhatIsWrongAndKeepThePassword() {
    URI node = URI.create("redis://h:1");
    RedisSettings settings = RedisSettings.of(List.of(node));
    assertThat(settings.withCredentials("u", Secret.of("sesame")).toString())
        .doesNotContain("sesame");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisSettings.of(List.of()))
        .withMessage("nodes: [] (expected: at least one)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisSettings.of(List.of(URI.create("redis://:sesame@h:1"))))
        .withMessageStartingWith("nodes: ")
        .withMessageNotContaining("sesame");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withPoolSize(0))
        .withMessage("poolSize: 0 (expected: 1 or more)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RedisSettings.of(List.of(node, node)).withDatabase(1))
        .withMessage("database: 1 (expected: 0 in a cluster)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withPrefix("{a}"))
        .withMessageStartingWith("prefix: {a}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.withTimeouts(Duration.ofMillis(9), Duration.ofSeconds(1)))
        .withMessage("connectTimeout: PT0.009S (expected: at least 10 ms)");
  }
}
