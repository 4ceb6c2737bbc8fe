package dev.headgate.runtime.task.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.blob.BlobId;
import dev.headgate.core.blob.BlobLimits;
import dev.headgate.core.limit.ByteThrottle;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.queue.NewTask;
import dev.headgate.core.queue.TaskId;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskHandlerContract;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.github.artifact.ArtifactDownloads;
import dev.headgate.github.artifact.DownloadHost;
import dev.headgate.github.artifact.DownloadLimits;
import dev.headgate.github.simulator.GitHubSimulator;
import dev.headgate.github.simulator.Scenario;
import dev.headgate.github.simulator.SimulatorOptions;
import dev.headgate.runtime.task.Runs;
import dev.headgate.runtime.task.report.JUnitReportHandler;
import dev.headgate.storage.file.blob.FileBlobStore;
import dev.headgate.storage.memory.queue.MemoryTaskQueue;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of tasks about artifacts. */
class ArtifactHandlersTest {
  private static final BlobLimits SMALL =
      new BlobLimits(1_000, Duration.ofDays(1), Duration.ofDays(1));

  @TempDir Path directory;
  private final ManualTime time = ManualTime.atNoon();
  private final GitHubSimulator github =
      new GitHubSimulator(SimulatorOptions.DEFAULTS.withClock(time));
  private final SimulatorCalls calls = new SimulatorCalls(github.url());
  private final DownloadHost host = new DownloadHost(DownloadProcess.settings(github.url()));
  private final MemoryTaskQueue queue = new MemoryTaskQueue();

  @AfterEach
  void stop() {
    host.close();
    calls.close();
    github.close();
  }

  private FileBlobStore store(BlobLimits limits) {
    return new FileBlobStore(directory, limits);
  }

  private ArtifactFetch fetch(FileBlobStore store) {
    return new ArtifactFetch(
        new ArtifactDownloads(
            host,
            store,
            new DownloadLimits(1 << 20, DownloadProcess.ZIP, 1 << 20),
            ByteThrottle.of(0, time),
            ByteThrottle.of(0, time),
            time,
            (pause, cancellation) -> time.advance(pause),
            () -> 0.5),
        (run, cancellation) -> calls,
        time);
  }

  private ArtifactDownloadHandler handler(BlobLimits limits) {
    return new ArtifactDownloadHandler(fetch(store(limits)));
  }

  private TaskOutcome outcome(TaskHandler handler, String payload) {
    queue.enqueue(
        new NewTask(
            new TaskId("Task-1"),
            handler.kind(),
            Priority.NORMAL,
            "key:ci",
            payload.replace('\'', '"'),
            null,
            null,
            null,
            null,
            "request-1"),
        10,
        time.instant());
    return Runs.first(queue, handler, time.instant());
  }

  @Test
  void keepsAnArtifactUnderTheTasksName() {
    TaskOutcome outcome =
        outcome(handler(DownloadProcess.BLOBS), "{'owner':'o','repo':'r','artifact_id':5}");
    assertThat(outcome).isInstanceOf(TaskOutcome.Done.class);
    BlobId id = TaskBlobs.of(new TaskId("Task-1"));
    assertThat(((TaskOutcome.Done) outcome).result()).contains(id.value());
    assertThat(store(DownloadProcess.BLOBS).find(id, time.instant())).isPresent();
  }

  @Test
  void failsForGoodWhereNothingIsToBeHad() {
    ArtifactDownloadHandler handler = handler(DownloadProcess.BLOBS);
    assertThat(outcome(handler, "{'owner':'o','repo':'r','artifact_id':10}"))
        .isEqualTo(new TaskOutcome.Failed("the artifact has expired"));
  }

  @Test
  void failsForGoodWhereThePayloadIsWrong() {
    assertThat(outcome(handler(DownloadProcess.BLOBS), "{'owner':'o'}"))
        .isInstanceOf(TaskOutcome.Failed.class);
  }

  @Test
  void waitsForQuotaAndForRoom() {
    github.play(Scenario.secondary(Duration.ofSeconds(90)).times(1));
    TaskOutcome quota =
        outcome(handler(DownloadProcess.BLOBS), "{'owner':'o','repo':'r','artifact_id':5}");
    assertThat(quota).isInstanceOf(TaskOutcome.Wait.class);
    assertThat(((TaskOutcome.Wait) quota).until()).isEqualTo(time.instant().plusSeconds(90));
    github.putGeneratedZip("/repos/o/r/actions/artifacts/6/zip", 5_000);
    queue.cancel(new TaskId("Task-1"), time.instant());
    queue.sweep(5, Duration.ZERO, time.advance(Duration.ofHours(1)));
    queue.sweep(5, Duration.ZERO, time.advance(Duration.ofHours(1)));
    TaskOutcome room = outcome(handler(SMALL), "{'owner':'o','repo':'r','artifact_id':6}");
    assertThat(room).isInstanceOf(TaskOutcome.Wait.class);
    assertThat(((TaskOutcome.Wait) room).reason()).contains("blobs.max-bytes");
  }

  @Nested
  class ArtifactDownloadHandlerTest implements TaskHandlerContract {
    @Override
    public TaskHandler handler() {
      return ArtifactHandlersTest.this.handler(DownloadProcess.BLOBS);
    }
  }

  @Nested
  class JUnitReportHandlerTest implements TaskHandlerContract {
    @Override
    public TaskHandler handler() {
      FileBlobStore store = store(DownloadProcess.BLOBS);
      return new JUnitReportHandler(fetch(store), store, DownloadProcess.ZIP, time);
    }
  }
}
