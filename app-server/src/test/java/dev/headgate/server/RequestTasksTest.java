package dev.headgate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.inject.Injector;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorLimits;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.runtime.configuration.ConfigurationLoader;
import dev.headgate.runtime.process.ProcessName;
import dev.headgate.runtime.task.TaskJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests to GitHub as tasks, where something goes wrong on the way. */
class RequestTasksTest {
  private static final String ISSUES = "/repos/octo/hello/issues";
  private static final String WRITE =
      "{\"method\":\"POST\",\"path\":\"%s\",\"body\":{\"title\":\"once\"}%s}";

  private GitHubSimulator github = GitHubSimulator.start();
  private Injector parts = injector();
  private HeadgateServer server = parts.getInstance(HeadgateServer.class);
  private TaskQueue queue = parts.getInstance(TaskQueue.class);

  private Injector injector() {
    return Headgate.injector(
        ConfigurationLoader.load(
                Map.of(
                    "SERVER_PORT",
                    "0",
                    "GITHUB_API_URL",
                    github.url().toString(),
                    "GITHUB_TOKEN",
                    "ghp_thegatewaysown"),
                null)
            .configuration(),
        InstantSource.system(),
        ProcessName.fresh(Map.of()));
  }

  @AfterEach
  void close() {
    server.close();
    github.close();
  }

  @Test
  void aWriteWhoseConnectionBrokeIsNotRepeatedUnlessItsCallerSaysSo() throws Exception {
    server.start();
    github.play(Scenario.of(Scenario.Kind.RESET_CONNECTION).times(1).forMethod("POST"));
    Task failed = ended(hand(WRITE.formatted(ISSUES, "")));

    assertThat(failed.state()).isEqualTo(TaskState.FAILED);
    assertThat(failed.reason()).startsWith("outcome unknown: the request may have reached GitHub");
    assertThat(writes()).isEqualTo(1);
    queue.replay(failed.id(), Instant.now());
    assertThat(ended(failed.id()).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(writes()).isEqualTo(2);
  }

  @Test
  void aWriteThatMayBeRepeatedIs() throws Exception {
    server.start();
    github.play(Scenario.of(Scenario.Kind.RESET_CONNECTION).times(1).forMethod("POST"));
    Task done = ended(hand(WRITE.formatted(ISSUES, ",\"repeat\":true")));

    assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(done.attempts()).isEqualTo(1);
    assertThat(writes()).isEqualTo(2);
  }

  @Test
  void aWriteThatReachedNobodyIsSentOnceGitHubIsBack() throws Exception {
    URI gone = github.url();
    server.start();
    github.close();
    TaskId write = hand(WRITE.formatted(ISSUES, ""));
    await().atMost(Duration.ofSeconds(30)).until(() -> task(write).state() == TaskState.WAITING);
    assertThat(task(write).attempts()).isZero();
    assertThat(task(write).reason()).startsWith("waits for GitHub");
    github = new GitHubSimulator(SimulatorOptions.DEFAULTS.withPort(gone.getPort()));

    assertThat(ended(write).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(writes()).isEqualTo(1);
  }

  @Test
  void afterAWorkerFellSilentReadsAreRepeatedAndWritesAreNot() throws Exception {
    TaskId write = hand(WRITE.formatted(ISSUES, ""));
    TaskId read = hand("{\"path\":\"/repos/octo/hello\"}");
    Instant past = Instant.now();
    assertThat(
            queue.claim(
                "dead",
                Set.of("github-request"),
                2,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                past))
        .hasSize(2);
    assertThat(queue.sweep(5, Duration.ofDays(1), past.plusMillis(2))).isEqualTo(2);
    server.start();

    Task failed = ended(write);
    assertThat(failed.state()).isEqualTo(TaskState.FAILED);
    assertThat(failed.reason()).startsWith("outcome unknown").contains("fell silent");
    assertThat(ended(read).state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(writes()).isZero();
  }

  @Test
  void spentQuotaIsWaitedForInTheQueueAndBurnsNoAttempt() throws Exception {
    server.close();
    github.close();
    SimulatorLimits limits =
        SimulatorLimits.DEFAULTS.withWindow(Duration.ofSeconds(12)).withCore(20);
    github = new GitHubSimulator(SimulatorOptions.DEFAULTS.withLimits(limits));
    parts = injector();
    server = parts.getInstance(HeadgateServer.class);
    queue = parts.getInstance(TaskQueue.class);
    server.start();
    for (int i = 0; i < 20; i++) {
      direct("/repos/octo/spent-" + i);
    }
    TaskId task = hand("{\"path\":\"/repos/octo/hello\"}");
    await().atMost(Duration.ofSeconds(30)).until(() -> task(task).state() == TaskState.WAITING);

    Task waiting = task(task);
    assertThat(waiting.reason()).startsWith("waits for quota: ");
    assertThat(waiting.attempts()).isZero();
    assertThat(waiting.notBefore()).isAfter(waiting.createdAt());
    Task done = ended(task);
    assertThat(done.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(done.attempts()).isZero();
    long refused = github.stats().refused().values().stream().mapToLong(n -> n).sum();
    assertThat(refused).isLessThanOrEqualTo(1);
  }

  @Test
  void errorsOfGitHubAreRetriedAndItsAnswersAreResults() throws Exception {
    server.start();
    github.play(Scenario.outage(502).times(4).forPath("/repos/octo/shaky"));
    Task shaky = ended(hand("{\"path\":\"/repos/octo/shaky\"}"));
    Task missing = ended(hand("{\"path\":\"/nothing/here\"}"));

    assertThat(shaky.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(shaky.attempts()).isPositive();
    assertThat(missing.state()).isEqualTo(TaskState.SUCCEEDED);
    assertThat(result(missing).path("status").asInt()).isEqualTo(404);
  }

  @Test
  void binaryAndLongAnswersComeBackByteForByte() throws Exception {
    byte[] binary = {0, 1, (byte) 0xff, 'a'};
    github.put("/files/binary", "application/x-thing", binary);
    github.putGenerated("/files/long", "application/octet-stream", 3_000_000);
    server.start();

    Task small = ended(hand("{\"path\":\"/files/binary\"}"));
    Task large = ended(hand("{\"path\":\"/files/long\"}"));

    assertThat(result(small).path("body_base64").binaryValue()).isEqualTo(binary);
    assertThat(content(small).body()).isEqualTo(binary);
    assertThat(result(large).path("bytes").asLong()).isEqualTo(3_000_000);
    assertThat(large.result()).hasSizeLessThan(2_000);
    HttpResponse<byte[]> fetched = content(large);
    assertThat(fetched.headers().firstValue("Content-Length")).contains("3000000");
    assertThat(fetched.body()).hasSize(3_000_000);
    for (int i = 0; i < 3_000_000; i += 99_991) {
      assertThat(fetched.body()[i]).isEqualTo(GitHubSimulator.patternByte(i));
    }
  }

  private HttpResponse<byte[]> content(Task task) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(
                  URI.create(server.url() + "/api/v1/tasks/" + task.id() + "/content"))
              .build(),
          BodyHandlers.ofByteArray());
    }
  }

  private void direct(String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(
          HttpRequest.newBuilder(URI.create(github.url() + path))
              .header("Authorization", "Bearer ghp_thegatewaysown")
              .build(),
          BodyHandlers.discarding());
    }
  }

  private long writes() {
    return github.requests(1000).stream()
        .filter(request -> request.method().equals("POST") && request.target().equals(ISSUES))
        .count();
  }

  private TaskId hand(String payload) {
    TaskId id = new TaskId(UUID.randomUUID().toString());
    queue.enqueue(
        new NewTask(
            id,
            "github-request",
            Priority.NORMAL,
            "key:ci",
            payload,
            null,
            null,
            null,
            null,
            "request"),
        100,
        Instant.now());
    return id;
  }

  private Task task(TaskId id) {
    return queue.find(id).orElseThrow();
  }

  private Task ended(TaskId id) {
    await().atMost(Duration.ofSeconds(60)).until(() -> task(id).state().ended());
    return task(id);
  }

  private static JsonNode result(Task task) {
    return TaskJson.read(String.valueOf(task.result()));
  }
}
