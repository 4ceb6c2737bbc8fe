package dev.headgate.runtime.task.job;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.job.JobName;
import dev.headgate.core.job.JobNotes;
import dev.headgate.core.queue.Task;
import dev.headgate.core.queue.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far the builds are, as their runs leave it for the next: so that a job that is not there is
 * told from one that was not launched yet, and a task that is tried again from one whose end could
 * not be told. One look-up each; thread-safe.
 */
final class BuildProgress {
  private static final Pattern NOTE = Pattern.compile("(begun|launched|ended) (\\d{1,6})");

  private final JobNotes notes;
  private final Duration kept;

  /**
   * Notes of that length, which is longer than any task is open or can be tried again.
   *
   * @param kept how long a note is kept after it was left
   */
  BuildProgress(JobNotes notes, Duration kept) {
    this.notes = notes;
    this.kept = kept;
  }

  /** What was done last for a task. */
  enum Step {
    /** Nothing in this round. */
    BEGUN,
    /** Its job was there. */
    LAUNCHED,
    /** Its job had ended, or was called off. */
    ENDED
  }

  /**
   * Where a task stands.
   *
   * @param step what was done last
   * @param round in which round
   */
  record State(Step step, int round) {

    State {
      requireNonNull(step, "step");
    }
  }

  /**
   * Where a task stands as it is taken up. One whose job had ended and that has burnt no attempt
   * was put back by somebody: a run that dies before it can tell of the end burns one.
   */
  State of(Task task, Instant now) {
    State state = last(task.id(), now).orElse(new State(Step.BEGUN, 0));
    if (state.step() == Step.ENDED && task.attempts() == 0) {
      State next = new State(Step.BEGUN, state.round() + 1);
      write(task.id(), next, now);
      return next;
    }
    return state;
  }

  /** Its job is there. */
  void launched(TaskId task, int round, Instant now) {
    write(task, new State(Step.LAUNCHED, round), now);
  }

  /** Its job has ended, or was called off: trying the task again needs another. */
  void ended(TaskId task, int round, Instant now) {
    write(task, new State(Step.ENDED, round), now);
  }

  /** The job of that name was called off, if it is the task's latest. */
  void calledOff(TaskId task, JobName job, Instant now) {
    int round = last(task, now).map(State::round).orElse(0);
    if (JobName.of(task, round).equals(job)) {
      ended(task, round, now);
    }
  }

  private Optional<State> last(TaskId task, Instant now) {
    return notes
        .read(name(task), now)
        .map(NOTE::matcher)
        .filter(Matcher::matches)
        .map(note ->
            new State(
                Step.valueOf(note.group(1).toUpperCase(Locale.ROOT)),
                Integer.parseInt(note.group(2))));
  }

  private void write(TaskId task, State state, Instant now) {
    String text = state.step().name().toLowerCase(Locale.ROOT) + " " + state.round();
    notes.write(name(task), text, kept, now);
  }

  private static String name(TaskId task) {
    return "task/" + task;
  }
}
