package dev.headgate.runtime.work;

import dev.headgate.core.queue.TaskLease;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.runtime.work.WorkTelemetry.Ending;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a run ends, and how the queue is told; telling may be repeated.
 *
 * @param ending how it ends
 * @param telling tells the queue; false if the lease is over
 */
record Verdict(Ending ending, Telling telling) {
  private static final int LONGEST_REASON = 1_000;

  /** Tells the queue. */
  @FunctionalInterface
  interface Telling {
    boolean tell(TaskQueue queue, TaskLease lease, Instant now);
  }

  /** Handed back untouched. */
  static final Verdict RELEASE =
      new Verdict(Ending.RELEASED, (queue, lease, now) -> queue.release(lease, now));

  /** Another may have it: there is nothing to tell. */
  static final Verdict LOST = new Verdict(Ending.LOST, (queue, lease, now) -> false);

  /** What the handler said. */
  static Verdict of(TaskOutcome outcome, Run run, WorkerSettings settings, double random) {
    return switch (outcome) {
      case TaskOutcome.Done done ->
          new Verdict(
              Ending.COMPLETED, (queue, lease, now) -> queue.complete(lease, done.result(), now));
      case TaskOutcome.Wait wait ->
          new Verdict(
              Ending.WAITING,
              (queue, lease, now) ->
                  queue.snooze(lease, wait.until(), shortened(wait.reason()), now));
      case TaskOutcome.Failed failed -> dead(failed.reason());
      case TaskOutcome.Retry retry -> retried(retry.reason(), run, settings, random);
    };
  }

  /** What it threw, or that it was stopped. */
  static Verdict of(Throwable thrown, Run run, WorkerSettings settings, double random) {
    Run.@Nullable Stop stop = run.stop();
    if (stop == null) {
      return thrown instanceof InterruptedException
          ? RELEASE
          : retried(describe(thrown), run, settings, random);
    }
    return switch (stop) {
      case LOST -> LOST;
      case CALLED_OFF, CLOSING -> RELEASE;
      case OVERDUE -> retried("took longer than " + run.handler.longest(), run, settings, random);
    };
  }

  /** Begun as often as its handler allows, the last time by a worker that fell silent. */
  static @Nullable Verdict exhausted(Run run) {
    int attempts = run.task().attempts();
    return attempts < run.handler.attempts()
        ? null
        : dead(gaveUp(attempts, String.valueOf(run.task().reason())));
  }

  /** Failed for good. */
  static Verdict dead(String reason) {
    String text = shortened(reason);
    return new Verdict(Ending.DEAD, (queue, lease, now) -> queue.bury(lease, text, now));
  }

  private static Verdict retried(String reason, Run run, WorkerSettings settings, double random) {
    TaskHandler handler = run.handler;
    int attempts = run.task().attempts() + 1;
    if (attempts >= handler.attempts()) {
      return dead(gaveUp(attempts, reason));
    }
    Duration pause = settings.pause(attempts - 1, random);
    String text = shortened(reason);
    return new Verdict(
        Ending.RETRIED, (queue, lease, now) -> queue.retry(lease, now.plus(pause), text, now));
  }

  private static String gaveUp(int attempts, String reason) {
    return "gave up after %d attempts: %s".formatted(attempts, reason);
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
  }
}
