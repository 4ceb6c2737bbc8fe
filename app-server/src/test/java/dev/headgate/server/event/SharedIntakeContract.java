package dev.headgate.server.event;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.Race;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers of one store agree on about jobs; none of them does tasks. */
interface SharedIntakeContract {

  /** The settings of a store of this test alone. */
  Map<String, String> store();

  private Workshop server(Path folder, String... settings) {
    String[] all =
        Stream.concat(
                Stream.of("WORKER_EMBEDDED", "false"),
                Stream.concat(
                    store().entrySet().stream()
                        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())),
                    Stream.of(settings)))
            .toArray(String[]::new);
    Workshop shop = new Workshop(folder, InstantSource.system(), all);
    await()
        .atMost(Workshop.PATIENCE)
        .until(() -> shop.server().get("/readyz", "").statusCode() == 200);
    return shop;
  }

  @Test
  default void serversTogetherTakeInAsManyBuildsAsTheCapAllows(@TempDir Path folder) {
    try (Workshop one = server(folder);
        Workshop other = server(folder)) {
      List<HttpResponse<String>> answers =
          Race.of(30, i -> (i % 2 == 0 ? one : other).build("parser-" + i));
      assertThat(answers)
          .as(answers.get(0).body())
          .filteredOn(answer -> answer.statusCode() == 202)
          .hasSize(10);
      assertThat(answers)
          .filteredOn(answer -> answer.statusCode() == 429)
          .hasSize(20)
          .allMatch(answer -> answer.body().contains("concurrent job limit reached: 10 in all"));
      assertThat(other.jobs().path("active").path("total").asInt()).isEqualTo(10);

      assertThat(one.server().send("PUT", "/api/v1/jobs", "", "{\"total\":12}").statusCode())
          .isEqualTo(200);
      await()
          .atMost(Workshop.PATIENCE)
          .until(() -> other.jobs().path("caps").path("total").asInt() == 12);
      assertThat(other.build("parser-more").statusCode()).isEqualTo(202);
      assertThat(one.build("parser-last").statusCode()).isEqualTo(202);
      assertThat(other.build("parser-too-many").statusCode()).isEqualTo(429);

      for (HttpResponse<String> answer : answers) {
        if (answer.statusCode() == 202) {
          JsonNode task = Workshop.json(other.server().get(field(answer, "Location"), ""));
          assertThat(task.path("state").asText()).isEqualTo("queued");
        }
      }
    }
  }
}
