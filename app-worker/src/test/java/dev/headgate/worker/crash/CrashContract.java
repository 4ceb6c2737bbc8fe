package dev.headgate.worker.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.faults.FaultProxy;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.queue.TaskState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What holds whatever happens to workers: each task that was accepted ends once, its effect is
 * there once, no two runs of it overlap, and who slept beyond its lease changes nothing.
 */
@Timeout(600)
interface CrashContract {
  /** {@code -Dheadgate.soak=crash}: ten thousand tasks, as the figures in the docs are of. */
  boolean SOAK = "crash".equals(System.getProperty("headgate.soak"));

  Duration PATIENCE = Duration.ofMinutes(SOAK ? 9 : 3);

  /** The queue that the workers share, of this test alone. */
  TaskQueue queue();

  /** The port that the store listens on. */
  int port();

  /** The workers' settings of that store, reached by this port. */
  Map<String, String> store(int port);

  /** The workers' settings of that store. */
  default Map<String, String> store() {
    return store(port());
  }

  /** Ends the store's process and starts it again, with what it had promised to keep. */
  void restartStore();

  @Test
  default void nothingIsLostWhenWorkersAreKilled(@TempDir Path folder) throws Exception {
    int tasks = SOAK ? 10_000 : 1_500;
    try (Scene scene = new Scene(folder, queue(), store())) {
      scene.enqueue(tasks);
      long start = System.nanoTime();
      List<ChildWorker> living = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        living.add(scene.worker(WitnessHandler.MILLIS, "100"));
      }
      int kills = 0;
      long nextKill = start;
      while (!scene.idle()) {
        assertThat(System.nanoTime() - start).isLessThan(PATIENCE.toNanos());
        ChildWorker oldest = living.get(0);
        living.forEach(ChildWorker::ready);
        // On a slow machine each must have time to work, or none ever would.
        if (oldest.readyFor(Duration.ofSeconds(2)) && System.nanoTime() >= nextKill) {
          oldest.kill();
          living.remove(0);
          living.add(scene.worker(WitnessHandler.MILLIS, "100"));
          kills++;
          nextKill = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      scene.stop();
      History history = scene.history();
      System.out.printf(
          "%s: %d tasks, 3 workers, %d killed, %.0f s: %s, %d runs, %d effects, %d repeated, %d"
              + " overlaps%n",
          getClass().getSimpleName(),
          tasks,
          kills,
          seconds,
          scene.states(),
          history.runs().size(),
          scene.effects(),
          history.repeatedEffects(),
          history.overlaps().size());
      assertThat(kills).isPositive();
      assertThat(scene.states()).isEqualTo(Map.of(TaskState.SUCCEEDED, tasks));
      assertThat(scene.effects()).isEqualTo(tasks);
      assertThat(history.overlaps()).isEmpty();
    }
  }

  @Test
  default void whoSleptBeyondItsLeaseChangesNothing(@TempDir Path folder) throws Exception {
    try (Scene scene = new Scene(folder, queue(), store())) {
      scene.enqueue(1);
      ChildWorker frozen = scene.worker(WitnessHandler.MILLIS, "2500");
      await().atMost(PATIENCE).until(() -> scene.task(0).state() == TaskState.RUNNING);
      frozen.freeze();
      scene.worker();
      await().atMost(PATIENCE).until(() -> scene.task(0).state() == TaskState.SUCCEEDED);
      Task ended = scene.task(0);
      frozen.thaw();
      await().atMost(PATIENCE).until(() -> !runsOf(scene, frozen).isEmpty());
      frozen.terminate();
      frozen.exit();
      assertThat(scene.task(0)).isEqualTo(ended);
      List<History.Run> runs = scene.history().runs();
      long highest = runs.stream().mapToLong(History.Run::fence).max().orElseThrow();
      assertThat(runs).hasSize(2);
      assertThat(ended.result()).isEqualTo("{\"fence\":%d}".formatted(highest));
      assertThat(scene.effects()).isEqualTo(1);
    }
  }

  private static List<History.Run> runsOf(Scene scene, ChildWorker worker) throws Exception {
    return scene.history().runs().stream()
        .filter(run -> run.pid() == worker.pid() && run.end().isBefore(Instant.MAX))
        .toList();
  }

  @Test
  default void aTaskSurvivesItsWorkersDeathAtAnyPoint(@TempDir Path folder) throws Exception {
    try (Scene scene = new Scene(folder, queue(), store())) {
      scene.enqueue(2);
      ChildWorker claimed = scene.worker(WitnessHandler.DIES, "claimed");
      assertThat(claimed.exit()).isEqualTo(137);
      ChildWorker effected = scene.worker(WitnessHandler.DIES, "effected");
      assertThat(effected.exit()).isEqualTo(137);
      scene.worker();
      await().atMost(PATIENCE).until(() -> scene.states().equals(Map.of(TaskState.SUCCEEDED, 2)));
      assertThat(scene.effects()).isEqualTo(2);
      assertThat(scene.history().repeatedEffects()).isPositive();
      assertThat(scene.history().overlaps()).isEmpty();
    }
  }

  @Test
  default void whoIsCutOffFromTheStoreStopsInTimeAndGoesOnWhenItIsBack(@TempDir Path folder)
      throws Exception {
    try (FaultProxy proxy = FaultProxy.to(port());
        Scene scene = new Scene(folder, queue(), store())) {
      scene.enqueue(16);
      ChildWorker cutOff = scene.workerBy(store(proxy.port()), WitnessHandler.MILLIS, "30000");
      await().atMost(PATIENCE).until(() -> scene.states().containsKey(TaskState.RUNNING));
      proxy.freeze();
      ChildWorker other = scene.worker();
      await().atMost(PATIENCE).until(() -> scene.states().equals(Map.of(TaskState.SUCCEEDED, 16)));
      assertThat(scene.effects()).isEqualTo(16);
      other.kill();
      proxy.thaw();
      proxy.reset();
      scene.enqueue(1);
      await().atMost(PATIENCE).until(() -> scene.task(16).state() == TaskState.RUNNING);
      cutOff.kill();
      assertThat(scene.history().overlaps()).isEmpty();
    }
  }

  @Test
  default void nothingIsLostWhenTheStoreIsRestarted(@TempDir Path folder) throws Exception {
    try (Scene scene = new Scene(folder, queue(), store())) {
      scene.enqueue(200);
      ChildWorker worker = scene.worker(WitnessHandler.MILLIS, "200");
      ChildWorker other = scene.worker(WitnessHandler.MILLIS, "200");
      await().atMost(PATIENCE).until(() -> scene.effects() > 20);
      restartStore();
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .until(() -> scene.states().equals(Map.of(TaskState.SUCCEEDED, 200)));
      assertThat(worker.alive() && other.alive()).isTrue();
      assertThat(scene.effects()).isEqualTo(200);
      assertThat(scene.history().overlaps()).isEmpty();
    }
  }

  @Test
  default void aStopBySigtermHandsBackWhatIsUnderWay(@TempDir Path folder) throws Exception {
    try (Scene scene = new Scene(folder, queue(), store())) {
      scene.enqueue(1);
      ChildWorker worker = scene.worker(WitnessHandler.MILLIS, "600000", "WORKER_GRACE", "100ms");
      await().atMost(PATIENCE).until(() -> scene.task(0).state() == TaskState.RUNNING);
      worker.terminate();
      worker.exit();
      assertThat(scene.task(0).state()).isEqualTo(TaskState.QUEUED);
      assertThat(scene.task(0).attempts()).isZero();
      assertThat(worker.output()).contains("stopped");
    }
  }
}
