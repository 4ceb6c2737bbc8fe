package dev.headgate.server.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.testing.MirrorFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two servers over one store, of which each shows what both spend. */
interface SharedSpendingContract {
  /** The administrator's token. */
  String ADMIN = "admin-token-0123456789abcdef";

  /** The settings that lead to the store. */
  Map<String, String> store();

  /** Ends the store at once. */
  void kill();

  private MirrorFixture start(String caller) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "HEADGATE_ADMIN_TOKEN", ADMIN,
                "HEADGATE_API_KEYS", caller + ":" + key(caller),
                "GITHUB_TOKEN", "ghp_" + "a".repeat(36)));
    store().forEach((name, value) -> settings.addAll(List.of(name, value)));
    return MirrorFixture.start(settings.toArray(String[]::new));
  }

  @Test
  default void eachNamesTheSpendersOfBothAndGoesOnWithoutTheStore() {
    try (MirrorFixture one = start("ci");
        MirrorFixture other = start("web")) {
      for (int i = 0; i < 4; i++) {
        one.get("/repos/octo/a" + i, "", "X-Headgate-Key", key("ci"));
      }
      other.get("/user", "", "X-Headgate-Key", key("web"));
      await()
          .atMost(Duration.ofSeconds(40))
          .untilAsserted(() -> {
            for (MirrorFixture server : List.of(one, other)) {
              JsonNode answer = quotas(server);
              assertThat(answer.path("processes").asInt()).isEqualTo(2);
              assertThat(answer.at("/quotas/0").path("spent").asLong()).isEqualTo(5);
              assertThat(answer.at("/quotas/0").toString())
                  .contains(
                      "[{\"caller\":\"ci\",\"points\":4,\"share\":0.8}",
                      "{\"caller\":\"web\",\"points\":1,\"share\":0.2}",
                      "{\"path\":\"/user\",\"points\":1,\"share\":0.2}");
            }
          });
      kill();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() ->
              assertThat(quotas(one).at("/quotas/0/top_callers/0/caller").asText())
                  .isEqualTo("ci"));
    }
  }

  private static String key(String caller) {
    return caller + "-key-0123456789abcdef";
  }

  private static JsonNode quotas(MirrorFixture server) throws JsonProcessingException {
    return new JsonMapper().readTree(server.get("/api/v1/quotas", ADMIN).body());
  }
}
