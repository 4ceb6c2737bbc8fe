package dev.headgate.runtime.task.artifact;

import dev.headgate.core.blob.BlobsFull;
import dev.headgate.core.gateway.Cancellation;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import dev.headgate.github.artifact.ApiCalls;
import dev.headgate.github.artifact.Artifact;
import dev.headgate.github.artifact.ArtifactDownloads;
import dev.headgate.github.artifact.ArtifactRef;
import dev.headgate.github.artifact.Downloaded;
import dev.headgate.github.artifact.TransferStopped;
import dev.headgate.runtime.task.TaskJson;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Gets the artifact that a task's payload names, for handlers that do something with it. */
public final class ArtifactFetch {
  private static final Duration FULL = Duration.ofMinutes(10);

  private final ArtifactDownloads downloads;
  private final BiFunction<TaskRun, Cancellation, ApiCalls> calls;
  private final InstantSource clock;

  /**
   * By these downloads.
   *
   * @param calls the way to GitHub's API for a task, until it is cancelled
   */
  public ArtifactFetch(
      ArtifactDownloads downloads,
      BiFunction<TaskRun, Cancellation, ApiCalls> calls,
      InstantSource clock) {
    this.downloads = downloads;
    this.calls = calls;
    this.clock = clock;
  }

  /** What is done with an artifact that has arrived. */
  @FunctionalInterface
  public interface Use {
    /** The task's outcome. */
    TaskOutcome of(Downloaded downloaded) throws IOException, InterruptedException;
  }

  /**
   * Gets the artifact under the task's own name, and what becomes of the task.
   *
   * @throws InterruptedException when the task is to stop; what has come is kept for the next run
   */
  public TaskOutcome with(TaskRun run, Use use) throws InterruptedException {
    List<String> mistakes = new ArrayList<>();
    ArtifactOrder order = ArtifactOrder.read(TaskJson.read(run.task().payload()), mistakes);
    if (!mistakes.isEmpty()) {
      return new TaskOutcome.Failed(String.join("; ", mistakes));
    }
    Cancellation cancellation = new Cancellation();
    ApiCalls api = calls.apply(run, cancellation);
    try {
      Artifact artifact =
          order.artifactId() > 0
              ? downloads.look(
                  api, new ArtifactRef(order.owner(), order.repo(), order.artifactId()))
              : downloads.find(api, order.owner(), order.repo(), order.runId(), order.name());
      return use.of(downloads.download(api, artifact, TaskBlobs.of(run.id()), cancellation));
    } catch (TransferStopped stopped) {
      return outcome(stopped);
    } catch (BlobsFull full) {
      return new TaskOutcome.Wait(clock.instant().plus(FULL), String.valueOf(full.getMessage()));
    } catch (IOException failure) {
      if (run.stopped() || Thread.interrupted()) {
        throw new InterruptedException("the task is to stop");
      }
      return new TaskOutcome.Retry("the artifact cannot be had now: " + failure.getMessage());
    }
  }

  private static TaskOutcome outcome(TransferStopped stopped) {
    String why = String.valueOf(stopped.getMessage());
    return switch (stopped.reason()) {
      case TransferStopped.Cause.Gone gone -> new TaskOutcome.Failed(why);
      case TransferStopped.Cause.Later later -> new TaskOutcome.Wait(later.until(), why);
      case TransferStopped.Cause.Broken broken -> new TaskOutcome.Retry(why);
      case TransferStopped.Cause.Changed changed -> new TaskOutcome.Retry(why);
    };
  }
}
