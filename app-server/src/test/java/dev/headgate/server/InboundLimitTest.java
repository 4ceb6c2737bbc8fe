package dev.headgate.server;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.core.ManualTime;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.server.testing.MirrorFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboundLimitTest {
  private static final String OWN = "/api/v1/metrics";

  private final ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
  private final MirrorFixture mirror =
      MirrorFixture.start(
          SimulatorOptions.DEFAULTS,
          clock,
          "RATE_LIMIT_ENABLED",
          "true",
          "RATE_LIMIT_DEFAULT",
          "3",
          "RATE_LIMIT_WINDOW",
          "60");

  @AfterAll
  void close() {
    mirror.close();
  }

  @Test
  void oneRequestTooManyIsRefusedWithAllThatAClientNeeds() throws JsonProcessingException {
    clock.advance(Duration.ofHours(1));
    for (int left = 2; left >= 0; left--) {
      HttpResponse<String> granted = mirror.get(OWN, "");
      assertThat(granted.statusCode()).isEqualTo(200);
      assertThat(field(granted, "X-RateLimit-Limit")).isEqualTo("3");
      assertThat(field(granted, "X-RateLimit-Remaining")).isEqualTo(Integer.toString(left));
    }

    HttpResponse<String> refused = mirror.get(OWN, "", "X-Request-ID", "too-many");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(field(refused, "Retry-After")).isEqualTo("20");
    assertThat(field(refused, "X-RateLimit-Limit")).isEqualTo("3");
    assertThat(field(refused, "X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(Long.parseLong(field(refused, "X-RateLimit-Reset")))
        .isEqualTo(clock.instant().getEpochSecond() + 60);
    assertThat(field(refused, "RateLimit-Policy")).isEqualTo("\"api\";q=3;w=60");
    assertThat(field(refused, "RateLimit")).isEqualTo("\"api\";r=0;t=20");
    assertThat(field(refused, "Content-Type")).isEqualTo("application/problem+json");
    JsonNode problem = new JsonMapper().readTree(refused.body());
    assertThat(problem.path("type").asText()).endsWith("quota-exceeded");
    assertThat(problem.path("status").asInt()).isEqualTo(429);
    assertThat(problem.path("message").asText()).contains("20 s");
    assertThat(problem.path("request_id").asText()).isEqualTo("too-many");

    clock.advance(Duration.ofSeconds(20));
    assertThat(mirror.get(OWN, "").statusCode()).isEqualTo(200);
    assertThat(mirror.get(OWN, "").statusCode()).isEqualTo(429);
  }

  @Test
  void refusalsAreCounted() {
    clock.advance(Duration.ofHours(1));
    for (int i = 0; i < 5; i++) {
      mirror.get(OWN, "");
    }
    assertThat(mirror.get("/metrics", "").body())
        .containsPattern("(?m)^rate_limit_requests_total\\{.*rule=\"api\"} [1-9]")
        .containsPattern("(?m)^rate_limit_rejected_total\\{.*rule=\"api\"} [1-9]");
  }

  @Test
  void healthHasALimitOfItsOwnAndTheMirrorHasNone() {
    clock.advance(Duration.ofHours(1));
    for (int i = 0; i < 20; i++) {
      assertThat(mirror.get("/api/v1/health", "").statusCode()).isEqualTo(200);
      HttpResponse<String> mirrored = mirror.get("/repos/octo/unlimited", "ghp_unlimited");
      assertThat(mirrored.statusCode()).isEqualTo(200);
      assertThat(field(mirrored, "RateLimit-Policy")).isEmpty();
    }
  }

  @Test
  void unlessItIsSwitchedOnThereIsNoLimit() {
    try (MirrorFixture unlimited = MirrorFixture.start("RATE_LIMIT_DEFAULT", "1")) {
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> answer = unlimited.get(OWN, "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(field(answer, "X-RateLimit-Limit")).isEmpty();
      }
    }
  }
}
