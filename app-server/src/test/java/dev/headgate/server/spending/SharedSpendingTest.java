package dev.headgate.server.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers over one Redis, of which each shows what both spend. */
class SharedSpendingTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOKEN = "ghp_" + "a".repeat(36);

  private final OwnRedis redis = RealRedis.own();
  private final MirrorFixture one = start("one-key-0123456789abcdef");
  private final MirrorFixture other = start("other-key-0123456789abcdef");

  private MirrorFixture start(String key) {
    return MirrorFixture.start(
        "STORAGE_TYPE",
        "redis",
        "HEADGATE_ADMIN_TOKEN",
        "admin-token-0123456789abcdef",
        "HEADGATE_API_KEYS",
        "caller-" + key.substring(0, 3) + ":" + key,
        "GITHUB_TOKEN",
        TOKEN,
        "REDIS_URL",
        redis.settings().nodes().get(0).toString());
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    redis.close();
  }

  @Test
  void eachNamesTheSpendersOfBothAndGoesOnWithoutTheStore() {
    for (int i = 0; i < 4; i++) {
      one.get("/repos/octo/a" + i, "", "X-Headgate-Key", "one-key-0123456789abcdef");
    }
    other.get("/user", "", "X-Headgate-Key", "other-key-0123456789abcdef");
    await()
        .atMost(Duration.ofSeconds(40))
        .untilAsserted(() -> {
          for (MirrorFixture server : new MirrorFixture[] {one, other}) {
            JsonNode answer = quotas(server);
            assertThat(answer.path("processes").asInt()).isEqualTo(2);
            assertThat(answer.toString())
                .contains(
                    "{\"caller\":\"caller-one\",\"points\":4",
                    "{\"caller\":\"caller-oth\",\"points\":1",
                    "{\"path\":\"/user\",\"points\":1");
          }
        });
    redis.kill();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(quotas(one).toString()).contains("caller-one"));
  }

  private static JsonNode quotas(MirrorFixture server) throws JsonProcessingException {
    return JSON.readTree(server.get("/api/v1/quotas", "admin-token-0123456789abcdef").body());
  }
}
