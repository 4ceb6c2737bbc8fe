package dev.headgate.server.event;

import static dev.headgate.server.event.Workshop.TYPE;
import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.ManualTime;
import dev.headgate.core.Race;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the feature was asked for with, request by request as it stands there. */
class SeedScenariosTest {
  @TempDir private Path folder;

  private static long count(List<HttpResponse<String>> answers, int status) {
    return answers.stream().filter(answer -> answer.statusCode() == status).count();
  }

  /** The limits live by the test's clock, which stands still: a burst is a burst. */
  @Test
  void ofTwoHundredEventsInABurstTheBurstPassesAndTheRestIsToldWhenToComeBack() {
    ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
    try (Workshop shop =
        new Workshop(folder, clock, "RATE_LIMIT_ENABLED", "true", "JOBS_AT_CAPACITY", "queue")) {
      List<HttpResponse<String>> answers =
          Race.of(200, i -> shop.curl("{\"parser_id\":\"parser-" + i + "\"}", "Ce-Type", TYPE));

      assertThat(count(answers, 202)).isEqualTo(100);
      assertThat(count(answers, 429)).isEqualTo(100);
      HttpResponse<String> refused =
          answers.stream().filter(answer -> answer.statusCode() == 429).findFirst().orElseThrow();
      assertThat(refused.body()).contains("quota-exceeded", "build-start");
      assertThat(field(refused, "Retry-After")).isEqualTo("1");
      assertThat(field(refused, "X-RateLimit-Limit")).isEqualTo("100");
      assertThat(field(refused, "X-RateLimit-Remaining")).isEqualTo("0");
      assertThat(field(refused, "X-RateLimit-Reset")).matches("\\d{10}");
      assertThat(shop.server().get("/healthz", "").statusCode()).isEqualTo(200);
      clock.advance(Duration.ofSeconds(1));
      assertThat(shop.build("parser-late").statusCode()).isEqualTo(202);
    }
  }

  @Test
  void aThirdPartyBeyondItsLimitTouchesNoOther() {
    ManualTime clock = new ManualTime(Instant.parse("2026-11-21T10:00:00Z"));
    try (Workshop shop =
        new Workshop(folder, clock, "RATE_LIMIT_ENABLED", "true", "JOBS_AT_CAPACITY", "queue")) {
      List<HttpResponse<String>> answers =
          Race.of(
              30,
              i ->
                  shop.curl(
                      "{\"parser_id\":\"parser-" + i + "\"}",
                      "Ce-Source",
                      "network.notifi.customer-123"));
      assertThat(count(answers, 202)).isEqualTo(20);
      assertThat(count(answers, 429)).isEqualTo(10);
      HttpResponse<String> other =
          shop.curl("{\"parser_id\":\"p\"}", "Ce-Source", "network.notifi.customer-456");
      assertThat(other.statusCode()).isEqualTo(202);
      clock.advance(Duration.ofMillis(100));
      List<HttpResponse<String>> later =
          IntStream.range(0, 3)
              .mapToObj(i ->
                  shop.curl("{\"parser_id\":\"p\"}", "Ce-Source", "network.notifi.customer-123"))
              .toList();
      assertThat(count(later, 202)).as("ten a second").isEqualTo(1);
    }
  }

  @Test
  void ofFifteenBuildsTenBeginAndAsTheyEndOthersCan() {
    try (Workshop shop = new Workshop(folder, InstantSource.system())) {
      List<HttpResponse<String>> answers = Race.of(15, i -> shop.build("parser-" + i));

      assertThat(count(answers, 202)).isEqualTo(10);
      assertThat(count(answers, 429)).isEqualTo(5);
      HttpResponse<String> refused =
          answers.stream().filter(answer -> answer.statusCode() == 429).findFirst().orElseThrow();
      assertThat(refused.body()).contains("concurrent job limit reached");
      assertThat(field(refused, "Retry-After")).isEqualTo("10");
      await().atMost(Workshop.PATIENCE).until(() -> shop.begun() == 10);
      JsonNode jobs = shop.jobs();
      assertThat(jobs.path("active").path("total").asInt()).isEqualTo(10);
      assertThat(jobs.path("jobs")).hasSize(10);
      assertThat(shop.build("parser-more").statusCode()).isEqualTo(429);

      int first =
          IntStream.range(0, 15)
              .filter(i -> answers.get(i).statusCode() == 202)
              .findFirst()
              .orElseThrow();
      shop.end(0, List.of("parser-" + first));
      shop.inState(answers.get(first), "succeeded");
      assertThat(shop.build("parser-next").statusCode()).isEqualTo(202);
      assertThat(shop.build("parser-too-many").statusCode()).isEqualTo(429);
      await().atMost(Workshop.PATIENCE).until(() -> shop.begun("parser-next") == 1);
      String metrics = shop.server().get("/metrics", "").body();
      assertThat(metrics)
          .contains("concurrent_jobs_active{namespace=\"default\"} 10")
          .contains("concurrent_jobs_rejected_total{reason=\"capacity\"} 7")
          .contains("concurrent_jobs_limit 10");
    }
  }

  @Test
  void aBuildThatFailedIsHeldBackForFiveMinutes() {
    ManualTime clock = new ManualTime(Instant.now());
    try (Workshop shop = new Workshop(folder, clock)) {
      shop.end(1, List.of("invalid-parser"));
      HttpResponse<String> first = shop.build("invalid-parser");
      assertThat(first.statusCode()).isEqualTo(202);
      await()
          .atMost(Workshop.PATIENCE)
          .until(() -> {
            clock.advance(Duration.ofMillis(500));
            return shop.task(first).path("state").asText().equals("failed");
          });
      assertThat(shop.task(first).path("reason").asText()).contains("failed");

      clock.advance(Duration.ofMinutes(2));
      HttpResponse<String> second = shop.build("invalid-parser");
      assertThat(second.statusCode()).isEqualTo(429);
      assertThat(second.body()).contains("build failed recently, backoff period active");
      assertThat(Integer.parseInt(field(second, "Retry-After"))).isBetween(1, 180);
      assertThat(shop.build("valid-parser").statusCode()).isEqualTo(202);

      clock.advance(Duration.ofMinutes(3));
      HttpResponse<String> third = shop.build("invalid-parser");
      assertThat(third.statusCode()).isEqualTo(202);
      await().atMost(Workshop.PATIENCE).until(() -> shop.begun("invalid-parser") == 2);
    }
  }
}
