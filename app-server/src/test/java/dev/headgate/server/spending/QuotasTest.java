package dev.headgate.server.spending;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The quotas as an operator sees them, with real traffic to a simulated GitHub. */
class QuotasTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ADMIN = "admin-token-0123456789abcdef";
  private static final String CI = "ci-key-0123456789abcdef";
  private static final String WEB = "web-key-0123456789abcdef";
  private static final String OWN = "ghp_" + "o".repeat(36);
  private static final String OTHER = "ghp_" + "a".repeat(36);

  private final MirrorFixture mirror =
      MirrorFixture.start(
          "HEADGATE_ADMIN_TOKEN", ADMIN,
          "HEADGATE_API_KEYS", "ci:" + CI + ",web:" + WEB,
          "GITHUB_TOKEN", OWN);

  @AfterEach
  void close() {
    mirror.close();
  }

  @Test
  void saysHowEachQuotaStandsAndWhoSpendsIt() throws JsonProcessingException {
    for (int i = 0; i < 6; i++) {
      mirror.get("/repos/octo/r" + i, "", "X-Headgate-Key", CI);
    }
    mirror.get("/repos/octo/r0/issues/1", "", "X-Headgate-Key", WEB);
    mirror.get("/repos/octo/r0/issues/2", "", "X-Headgate-Key", WEB);
    mirror.get("/search/issues?q=x", "", "X-Headgate-Key", WEB);
    mirror.get("/user", OTHER);

    JsonNode answer = quotas("");
    assertThat(Instant.parse(answer.path("as_of").asText())).isBefore(Instant.now().plusSeconds(1));
    assertThat(answer.path("process").asText()).isNotEmpty();
    assertThat(answer.path("processes").asInt()).isEqualTo(1);
    assertThat(answer.path("queue").isArray()).isTrue();
    assertThat(answer.path("quotas").size()).isEqualTo(3);

    JsonNode core = quotas("?resource=core&principal=" + principal(answer, 8)).at("/quotas/0");
    assertThat(core.path("limit").asLong()).isEqualTo(5_000);
    assertThat(core.path("remaining").asLong()).isEqualTo(4_992);
    assertThat(core.path("used").asLong()).isEqualTo(8);
    assertThat(core.path("reserved").asLong()).isZero();
    assertThat(Instant.parse(core.path("reset_at").asText())).isAfter(Instant.now());
    assertThat(core.path("paused_until").isNull()).isTrue();
    assertThat(core.at("/forecast/exhausted_at").isNull()).isTrue();
    assertThat(core.at("/forecast/in_seconds").isNull()).isTrue();
    assertThat(core.path("top_callers").toString())
        .isEqualTo(
            "[{\"caller\":\"ci\",\"points\":6,\"share\":0.75},"
                + "{\"caller\":\"web\",\"points\":2,\"share\":0.25}]");
    assertThat(core.path("top_paths").toString())
        .isEqualTo(
            "[{\"path\":\"/repos/{owner}/{repo}\",\"points\":6,\"share\":0.75},"
                + "{\"path\":\"/repos/{owner}/{repo}/issues/{number}\",\"points\":2,"
                + "\"share\":0.25}]");

    JsonNode search = quotas("?resource=search").path("quotas");
    assertThat(search).hasSize(1);
    assertThat(search.at("/0/limit").asLong()).isEqualTo(30);
    assertThat(search.at("/0/top_callers/0/caller").asText()).isEqualTo("web");
  }

  @Test
  void whatCostsNothingIsNobodysSpending() throws JsonProcessingException {
    for (int i = 0; i < 5; i++) {
      mirror.get("/repos/octo/same", "", "X-Headgate-Key", CI);
    }
    JsonNode quotas = quotas("").path("quotas");
    assertThat(quotas).hasSize(1);
    assertThat(quotas.at("/0/used").asLong()).isEqualTo(1);
    assertThat(quotas.at("/0/spent").asLong()).isEqualTo(1);
  }

  @Test
  void aPauseIsShownOnEveryQuotaOfThatPrincipal() throws JsonProcessingException {
    mirror.get("/repos/octo/one", OTHER);
    mirror.get("/search/issues?q=x", OTHER);
    mirror.github().play(Scenario.secondary(Duration.ofMinutes(10)).times(1).forPath("/repos/**"));
    mirror.get("/repos/octo/two", OTHER, "Prefer", "wait=0");
    JsonNode quotas = quotas("").path("quotas");
    assertThat(quotas).hasSize(2);
    quotas.forEach(quota ->
        assertThat(Instant.parse(quota.path("paused_until").asText()))
            .isAfter(Instant.now().plusSeconds(500)));
  }

  @Test
  void noTokenIsEverShown() {
    mirror.get("/repos/octo/one", OTHER);
    mirror.get("/repos/octo/two", "", "X-Headgate-Key", CI);
    String body = mirror.get("/api/v1/quotas", ADMIN).body();
    assertThat(body).doesNotContain(OTHER, OWN, CI, "aaaa", "oooo");
    assertThat(body).contains("\"caller\":\"ci\"");
  }

  @Test
  void aCallerWhoseLoginIsKnownIsCalledByIt() {
    try (MirrorFixture listed =
        MirrorFixture.start("GITHUB_USERS", "alice", "HEADGATE_ADMIN_TOKEN", ADMIN)) {
      listed.github().mapToken(OTHER, "alice", "repo");
      listed.get("/repos/octo/one", OTHER);
      assertThat(listed.get("/api/v1/quotas?principal=user:alice", ADMIN).body())
          .contains("\"caller\":\"alice\"");
    }
  }

  @Test
  void onlyAnAdministratorIsTold() {
    assertThat(mirror.get("/api/v1/quotas", "").statusCode()).isEqualTo(401);
    assertThat(mirror.get("/api/v1/quotas", "", "X-Headgate-Key", CI).statusCode())
        .isGreaterThanOrEqualTo(401);
    assertThat(mirror.upstream("/api/v1")).isEmpty();
  }

  @Test
  void theForecastIsAMetric() {
    mirror.get("/repos/octo/one", OTHER);
    assertThat(mirror.get("/metrics", "").body())
        .containsPattern(
            "github_api_exhaustion_seconds\\{principal=\"[^\"]+\",resource=\"core\"} \\+Inf");
  }

  /** The principal whose core quota shows so much spent. */
  private static String principal(JsonNode answer, long used) {
    for (JsonNode quota : answer.path("quotas")) {
      if (quota.path("used").asLong() == used) {
        return quota.path("principal").asText();
      }
    }
    throw new AssertionError(answer.toString());
  }

  private JsonNode quotas(String query) throws JsonProcessingException {
    HttpResponse<String> answer = mirror.get("/api/v1/quotas" + query, ADMIN);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
