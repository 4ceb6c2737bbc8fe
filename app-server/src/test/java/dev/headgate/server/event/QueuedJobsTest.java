package dev.headgate.server.event;

import static dev.headgate.server.event.Workshop.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds that wait their turn, caps that change while they do, and builds that are called off. */
class QueuedJobsTest {
  @TempDir private Path folder;

  private static List<String> parsers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "parser-" + i).toList();
  }

  private static HttpResponse<String> caps(Workshop shop, String body) {
    return shop.server().send("PUT", "/api/v1/jobs", "", body.replace('\'', '"'));
  }

  @Test
  void whoWaitsIsToldWhyAndWhereHeStandsAndGoesInOrder() {
    try (Workshop shop =
        new Workshop(
            folder,
            InstantSource.system(),
            "JOBS_AT_CAPACITY",
            "queue",
            "MAX_CONCURRENT_JOBS",
            "2")) {
      List<HttpResponse<String>> builds =
          parsers(0, 5).stream()
              .map(parser -> {
                HttpResponse<String> build = shop.build(parser);
                shop.withReason(build, "");
                await()
                    .atMost(Workshop.PATIENCE)
                    .until(() -> !shop.task(build).path("reason").asText().isEmpty());
                return build;
              })
              .toList();
      JsonNode last =
          shop.withReason(builds.get(4), "concurrent job limit reached: 2 in all; position 3");
      assertThat(last.path("state").asText()).isEqualTo("waiting");
      JsonNode jobs = shop.jobs();
      assertThat(jobs.path("active").path("namespaces").path("default").asInt()).isEqualTo(2);
      assertThat(jobs.path("waiting").asInt()).isEqualTo(3);
      assertThat(jobs.path("line").get(2).path("location").asText())
          .isEqualTo("/api/v1/tasks/" + last.path("id").asText());
      assertThat(jobs.path("line").get(2).path("position").asInt()).isEqualTo(3);

      shop.end(0, parsers(0, 1));
      await().atMost(Workshop.PATIENCE).until(() -> shop.begun("parser-2") == 1);
      assertThat(shop.begun()).isEqualTo(3);
      shop.withReason(builds.get(4), "position 2");

      assertThat(caps(shop, "{'total':4}").statusCode()).isEqualTo(200);
      await().atMost(Workshop.PATIENCE).until(() -> shop.begun() == 5);
      assertThat(caps(shop, "{'total':1}").statusCode()).isEqualTo(200);
      HttpResponse<String> drained = shop.build("parser-9");
      shop.end(0, parsers(1, 4));
      shop.inState(builds.get(3), "succeeded");
      shop.withReason(drained, "concurrent job limit reached: 1 in all");
      assertThat(shop.begun("parser-9")).isZero();
      shop.end(0, List.of("parser-4", "parser-9"));
      shop.inState(drained, "succeeded");
      assertThat(shop.jobs().path("active").path("total").asInt()).isZero();
    }
  }

  @Test
  void aBuildThatIsCalledOffTakesItsJobAlongAndMakesRoom() {
    try (Workshop shop = new Workshop(folder, InstantSource.system(), "MAX_CONCURRENT_JOBS", "1")) {
      HttpResponse<String> build = shop.build("parser-1");
      await().atMost(Workshop.PATIENCE).until(() -> shop.begun("parser-1") == 1);
      assertThat(shop.build("parser-2").statusCode()).isEqualTo(429);
      String location = build.headers().firstValue("Location").orElseThrow();
      assertThat(shop.server().send("DELETE", location, "", "").statusCode()).isEqualTo(200);
      await()
          .atMost(Workshop.PATIENCE)
          .until(() -> shop.jobs().path("active").path("total").asInt() == 0);
      assertThat(shop.build("parser-2").statusCode()).isEqualTo(202);
      await().atMost(Workshop.PATIENCE).until(() -> shop.begun("parser-2") == 1);
    }
  }

  @Test
  void buildsAreHandedInAsTasksTooUnderTheSameCaps() {
    try (Workshop shop = new Workshop(folder, InstantSource.system(), "MAX_CONCURRENT_JOBS", "1")) {
      String body = "{\"kind\":\"build-job\",\"payload\":{\"parameters\":{\"parser_id\":\"%s\"}}}";
      HttpResponse<String> build =
          shop.server().send("POST", "/api/v1/tasks", "", body.formatted("parser-1"));
      assertThat(build.statusCode()).isEqualTo(202);
      HttpResponse<String> refused =
          shop.server().send("POST", "/api/v1/tasks", "", body.formatted("parser-2"));
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("concurrent job limit reached");
      shop.end(0, List.of("parser-1"));
      shop.inState(build, "succeeded");
      HttpResponse<String> malformed =
          shop.server()
              .send(
                  "POST",
                  "/api/v1/tasks",
                  "",
                  "{\"kind\":\"build-job\",\"payload\":{\"template\":\"no\",\"parameters\":{},\"x\":1}}");
      assertThat(malformed.statusCode()).isEqualTo(400);
      assertThat(malformed.body())
          .contains("payload.template: no (expected: one of build", "payload.x: unknown");
    }
  }

  @Test
  void capsThatCannotBeAreRefusedWithAllMistakes() {
    try (Workshop shop = new Workshop(folder, InstantSource.system())) {
      HttpResponse<String> refused =
          caps(shop, "{'total':-1,'namespaces':{'a':'x'},'at_capacity':'drop','more':1}");
      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(json(refused).path("errors"))
          .extracting(JsonNode::asText)
          .anyMatch(mistake -> mistake.startsWith("total: -1"))
          .anyMatch(mistake -> mistake.startsWith("namespaces.a:"))
          .anyMatch(mistake -> mistake.startsWith("at_capacity: drop"))
          .anyMatch(mistake -> mistake.startsWith("more: unknown"));
      assertThat(shop.jobs().path("caps").path("origin").asText()).isEqualTo("configuration");
      HttpResponse<String> changed =
          caps(shop, "{'namespaces':{'default':3},'at_capacity':'queue'}");
      assertThat(json(changed).path("total").asInt()).isEqualTo(10);
      assertThat(json(changed).path("namespaces").path("default").asInt()).isEqualTo(3);
      assertThat(shop.jobs().path("caps").path("origin").asText()).isEqualTo("run-time");
    }
  }
}
