package dev.headgate.worker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.queue.TaskState;
import dev.headgate.storage.redis.connection.RedisConnection;
import dev.headgate.storage.redis.queue.RedisTaskQueue;
import dev.headgate.storage.testing.OwnRedis;
import dev.headgate.storage.testing.RealRedis;
import dev.headgate.worker.crash.ChildWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes over one Redis and one cluster, some of which die. */
@Timeout(300)
class SharedJobsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;

  private final OwnRedis redis = RealRedis.durable();
  private final RedisConnection connection = new RedisConnection(redis.settings());
  private final RedisTaskQueue queue = new RedisTaskQueue(connection);
  private final List<ChildWorker> workers = new ArrayList<>();

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectories(folder.resolve("cluster"));
  }

  @AfterEach
  void close() {
    workers.stream().filter(ChildWorker::alive).forEach(ChildWorker::kill);
    connection.close();
    redis.close();
  }

  private FolderCluster cluster() {
    return new FolderCluster(folder.resolve("cluster"));
  }

  private ChildWorker worker(String... settings) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("STORAGE_TYPE", "redis");
    environment.put("REDIS_URL", "redis://127.0.0.1:" + redis.port());
    environment.put("WORKER_LEASE", "3s");
    environment.put("WORKER_PORT", "0");
    environment.put("GITHUB_API_URL", "http://127.0.0.1:9");
    environment.put("JOBS_AT_CAPACITY", "queue");
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    ChildWorker worker =
        new ChildWorker(
            ClusterWorkerMain.class.getName(),
            folder,
            environment,
            folder.resolve("cluster").toString());
    workers.add(worker);
    return worker;
  }

  private static TaskId id(int number) {
    return new TaskId("build-" + number);
  }

  private void enqueue(int count) {
    for (int i = 0; i < count; i++) {
      queue.enqueue(
          new NewTask(
              id(i),
              "build-job",
              Priority.NORMAL,
              "key:ci",
              "{\"parameters\":{\"parser_id\":\"parser-%d\"}}".formatted(i),
              null,
              null,
              null,
              null,
              "request"),
          1000,
          Instant.now());
    }
  }

  private Task task(int number) {
    return queue.find(id(number)).orElseThrow();
  }

  private boolean all(int count, TaskState state) {
    return IntStream.range(0, count).allMatch(i -> task(i).state() == state);
  }

  @Test
  void aWorkerThatDiesInTheMiddleOfALaunchLeavesOneJob() throws Exception {
    cluster().hang(true);
    ChildWorker first = worker();
    enqueue(1);
    await().atMost(PATIENCE).until(() -> cluster().running().size() == 1);
    first.kill();
    cluster().hang(false);

    ChildWorker second = worker();
    ChildWorker third = worker();

    await()
        .atMost(PATIENCE)
        .until(() -> {
          String reason = task(0).reason();
          return reason != null && reason.contains("running");
        });
    cluster().end(JobName.of(id(0)));
    await().atMost(PATIENCE).until(() -> all(1, TaskState.SUCCEEDED));
    assertThat(cluster().running()).as("the jobs that were made").containsExactly(1);
    assertThat(second.alive() && third.alive()).isTrue();
  }

  @Test
  void scalingInLosesNoJobThatRuns() throws Exception {
    ChildWorker first = worker();
    enqueue(3);
    await().atMost(PATIENCE).until(() -> cluster().running().size() == 3);
    first.terminate();
    first.exit();
    assertThat(cluster().jobs())
        .extracting(JobStatus::state)
        .containsExactly(JobState.RUNNING, JobState.RUNNING, JobState.RUNNING);

    cluster().end(JobName.of(id(0)));
    worker();
    await().atMost(PATIENCE).until(() -> task(0).state() == TaskState.SUCCEEDED);
    assertThat(task(1).state().ended()).isFalse();
    cluster().end(JobName.of(id(1)));
    cluster().end(JobName.of(id(2)));
    await().atMost(PATIENCE).until(() -> all(3, TaskState.SUCCEEDED));
    assertThat(cluster().running()).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(task(i).attempts()).isZero();
    }
  }

  @Test
  void noMoreJobsRunThanMayWhoeverDiesMeanwhile() throws Exception {
    int count = 24;
    ChildWorker first = worker("MAX_CONCURRENT_JOBS", "3");
    worker("MAX_CONCURRENT_JOBS", "3");
    enqueue(count);
    boolean killed = false;
    Instant latest = Instant.now().plus(PATIENCE);
    while (!all(count, TaskState.SUCCEEDED)) {
      assertThat(Instant.now()).isBefore(latest);
      for (JobStatus job : cluster().jobs()) {
        if (!job.state().ended()) {
          cluster().end(job.name());
          break;
        }
      }
      if (!killed && cluster().running().size() >= count / 3) {
        first.kill();
        killed = true;
        worker("MAX_CONCURRENT_JOBS", "3");
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    System.out.printf(
        "%d builds, 2 workers, 1 killed: %d jobs made, at most %d at once of 3%n",
        count,
        cluster().jobs().size(),
        cluster().running().stream().mapToInt(Integer::intValue).max().orElse(0));
    assertThat(killed).isTrue();
    assertThat(cluster().jobs()).hasSize(count);
    assertThat(cluster().running()).allMatch(running -> running <= 3);
  }
}
