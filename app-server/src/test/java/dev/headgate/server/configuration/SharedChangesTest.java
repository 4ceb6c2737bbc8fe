package dev.headgate.server.configuration;

import static dev.headgate.server.testing.MirrorFixture.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers over one Redis: what is changed at one holds at both, and how long. */
class SharedChangesTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PATH = "/api/v1/config";

  private final OwnRedis redis = RealRedis.own();
  private final MirrorFixture one = start();
  private final MirrorFixture other = start();

  private MirrorFixture start() {
    return MirrorFixture.start(
        "STORAGE_TYPE",
        "redis",
        "REDIS_URL",
        redis.settings().nodes().get(0).toString(),
        "RATE_LIMIT_ENABLED",
        "true",
        "RATE_LIMIT_DEFAULT",
        "100000");
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
    redis.close();
  }

  private static HttpResponse<String> patch(MirrorFixture at, String query, String body) {
    return at.send("PATCH", PATH + query, "", body);
  }

  private static void changed(MirrorFixture at, String query, String body) {
    HttpResponse<String> answer = patch(at, query, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static String limit(MirrorFixture at) {
    return field(at.get("/api/v1/cache", ""), "X-RateLimit-Limit");
  }

  private static String value(MirrorFixture at, String key) {
    try {
      return new JsonMapper()
          .readTree(at.get(PATH, "").body())
          .at("/settings/" + key + "/value")
          .asText();
    } catch (JsonProcessingException none) {
      throw new AssertionError(none);
    }
  }

  @Test
  void aChangeAtOneHoldsAtBothAndAsLongAsItSays() {
    changed(one, "", "{\"rate-limit.default\": 700}");
    assertThat(limit(one)).isEqualTo("700");
    await().atMost(SOON).untilAsserted(() -> assertThat(limit(other)).isEqualTo("700"));
    changed(other, "?persist=true", "{\"rate-limit.window\": \"2m\", \"MAX_CONCURRENT_JOBS\": 7}");
    await().atMost(SOON).until(() -> value(one, "max-concurrent-jobs").equals("7"));
    try (MirrorFixture restarted = start()) {
      assertThat(value(restarted, "rate-limit.window")).as("persistent").isEqualTo("2m");
      assertThat(value(restarted, "rate-limit.default")).as("until restart").isEqualTo("100000");
      changed(restarted, "", "{\"rate-limit.default\": 300}");
      await().atMost(SOON).untilAsserted(() -> assertThat(limit(one)).isEqualTo("300"));
    }
    changed(one, "", "{\"rate-limit.window\": null, \"rate-limit.default\": null}");
    await().atMost(SOON).untilAsserted(() -> assertThat(limit(other)).isEqualTo("100000"));
    assertThat(value(other, "rate-limit.window")).isEqualTo("60s");
  }

  @Test
  void noneOfManyChangesAtOnceIsLost() throws Exception {
    List<String> keys =
        List.of("rate-limit.default", "max-retries", "max-concurrent-jobs", "access-log.sample");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> changes =
          IntStream.range(0, keys.size())
              .<Callable<Integer>>mapToObj(i ->
                  () -> {
                    MirrorFixture at = i % 2 == 0 ? one : other;
                    String body = "{\"%s\": 8}".formatted(keys.get(i));
                    int status = patch(at, "", body).statusCode();
                    while (status == 409) {
                      status = patch(at, "", body).statusCode();
                    }
                    return status;
                  })
              .toList();
      for (Future<Integer> change : threads.invokeAll(changes)) {
        assertThat(change.get()).isEqualTo(200);
      }
    }
    for (String key : keys) {
      await()
          .atMost(SOON)
          .until(() -> value(one, key).equals("8") && value(other, key).equals("8"));
    }
  }

  @Test
  void withoutTheStoreNothingChangesAndWhatHoldsStays() {
    changed(one, "", "{\"request-timeout\": \"29s\"}");
    redis.stop();
    HttpResponse<String> answer = patch(one, "", "{\"request-timeout\": \"28s\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(value(one, "request-timeout")).isEqualTo("29s");
  }
}
