package dev.headgate.server.task;

import static dev.headgate.server.task.TaskClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.queue.TaskId;
import dev.headgate.server.testing.MirrorFixture;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.queue.RedisTaskQueue;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of callers' credentials in a queue that processes share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealedCredentialsTest {
  private static final String TASK =
      "{'kind':'github-request','payload':{'path':'/repos/octo/sealed'}}".replace('\'', '"');
  private static final String BATCH =
      "{'requests':[{'path':'/repos/octo/sealed'}]}".replace('\'', '"');
  private static final String TOKEN = "ghp_ofacaller";

  private final OwnRedis redis = RealRedis.own();

  @AfterAll
  void close() {
    redis.close();
  }

  private MirrorFixture server(String... more) {
    Stream<String> store =
        Stream.of("STORAGE_TYPE", "redis", "REDIS_URL", "redis://127.0.0.1:" + redis.port());
    return MirrorFixture.start(Stream.concat(store, Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void withoutAKeyNothingIsAcceptedThatWouldHaveToKeepOne() {
    try (MirrorFixture mirror = server()) {
      for (HttpResponse<String> refused :
          List.of(
              mirror.send("POST", "/api/v1/tasks", TOKEN, TASK),
              mirror.send("POST", "/api/v1/batches", TOKEN, BATCH),
              mirror.get("/repos/octo/sealed", TOKEN, "Prefer", "respond-async"))) {
        assertThat(refused.statusCode()).isEqualTo(501);
        assertThat(refused.body()).contains("CREDENTIALS_KEY").doesNotContain(TOKEN);
      }
      assertThat(json(mirror.get("/api/v1/batches", "")).path("batches")).isEmpty();
      assertThat(new TaskClient(mirror).post(TASK).statusCode())
          .as("of no caller's")
          .isEqualTo(202);
    }
  }

  @Test
  void withAKeyTheyLieThereSealed() {
    try (MirrorFixture mirror =
            server("CREDENTIALS_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        RedisConnection connection = new RedisConnection(redis.settings())) {
      HttpResponse<String> accepted = mirror.send("POST", "/api/v1/tasks", TOKEN, TASK);
      assertThat(accepted.statusCode()).isEqualTo(202);
      TaskId id = new TaskId(json(accepted).path("id").asText());
      String kept = new RedisTaskQueue(connection).find(id).orElseThrow().payload();
      assertThat(kept).contains("credential").doesNotContain(TOKEN);
      assertThat(accepted.body()).doesNotContain("credential\"");
    }
  }
}
