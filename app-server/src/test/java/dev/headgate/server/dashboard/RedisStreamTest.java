package dev.headgate.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stream of a server whose Redis hangs. */
class RedisStreamTest {
  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void tellsThatTheStoreHangsAndThenThatItIsBack() throws Exception {
    try (OwnRedis redis = RealRedis.own();
        MirrorFixture mirror =
            MirrorFixture.start(
                "STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port());
        Ear ear = new Ear(mirror.url())) {
      until(ear, RedisStreamTest::complete);

      redis.freeze();
      until(ear, told -> health(told).equals("degraded"));
      until(ear, told -> told.path("stale").has("jobs") && told.path("stale").has("queue"));
      JsonNode later = until(ear, told -> told.at("/panels/health").isObject());
      assertThat(later.path("stale").has("health")).as("what it knows it tells").isFalse();

      redis.thaw();
      until(ear, told -> health(told).equals("healthy"));
      until(ear, RedisStreamTest::complete);
    }
  }

  private static boolean complete(JsonNode told) {
    return told.path("stale").isObject() && told.path("stale").isEmpty();
  }

  private static String health(JsonNode told) {
    return told.at("/panels/health/status").asText();
  }

  private static JsonNode until(Ear ear, Predicate<JsonNode> holds) {
    JsonNode told = ear.next().orElseThrow().data();
    while (!holds.test(told)) {
      told = ear.next().orElseThrow().data();
    }
    return told;
  }
}
