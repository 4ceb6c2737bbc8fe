package dev.headgate.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import dev.headgate.core.job.Launch.Refused;
import dev.headgate.core.job.Launch.Started;
import dev.headgate.core.queue.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What every {@link JobLauncher} does. Whoever runs the jobs may be shared with others. */
public interface JobLauncherContract {
  /** How long what a launcher hears of may take to reach it. */
  Duration PATIENCE = Duration.ofSeconds(30);

  /** The same launcher each time. */
  JobLauncher launcher();

  /** Where its jobs may run; nobody else runs any there. */
  String namespace();

  /** A template that it knows; its jobs run until they are told to end. */
  String template();

  /** Makes a job run. */
  void begin(JobStatus job);

  /** Makes a job that runs end. */
  void end(JobStatus job, boolean well);

  private JobOrder order(TaskId task, int round) {
    return new JobOrder(
        task,
        round,
        "parser-" + task,
        namespace(),
        template(),
        Map.of("parser_id", "parser-" + task),
        Instant.now().plus(Duration.ofHours(1)));
  }

  private JobOrder order() {
    return order(new TaskId(UUID.randomUUID().toString()), 0);
  }

  private JobStatus launched(JobOrder order) {
    Launch launch = launcher().launch(order, Instant.now());
    assertThat(launch).isInstanceOf(Started.class);
    return ((Started) launch).status();
  }

  private Optional<JobStatus> status(JobOrder order) {
    return launcher().status(order.namespace(), order.name(), Instant.now());
  }

  private JobState state(JobOrder order) {
    return status(order).map(JobStatus::state).orElse(JobState.GONE);
  }

  private List<JobStatus> heardOf(JobOrder order) {
    return launcher().jobs().stream().filter(job -> job.name().equals(order.name())).toList();
  }

  private int active() {
    return launcher().active().getOrDefault(namespace(), 0);
  }

  /** Waits for the launcher to hear of something. */
  static void await(String what, BooleanSupplier condition) {
    BlockingQueue<String> nothing = new LinkedBlockingQueue<>();
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(end);
      try {
        assertThat(nothing.poll(20, TimeUnit.MILLISECONDS)).isNull();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError(what, interrupted);
      }
    }
  }

  @Test
  default void aJobThatWasLaunchedIsThere() {
    JobOrder order = order();
    JobStatus job = launched(order);
    assertThat(job.name()).isEqualTo(order.name());
    assertThat(job.namespace()).isEqualTo(order.namespace());
    assertThat(job.task()).isEqualTo(order.task());
    assertThat(job.template()).isEqualTo(order.template());
    assertThat(job.key()).isEqualTo(order.key());
    assertThat(job.state().ended()).isFalse();
    assertThat(status(order)).map(JobStatus::name).contains(order.name());
    await("it is among the jobs", () -> heardOf(order).size() == 1);
  }

  @Test
  default void oneOrderIsOneJobHoweverOftenItIsGiven() {
    JobOrder order = order();
    int before = active();
    List<Launch> launches = Race.of(8, i -> launcher().launch(order, Instant.now()));
    assertThat(launches)
        .allSatisfy(
            launch -> assertThat(((Started) launch).status().name()).isEqualTo(order.name()));
    await("it is among the jobs", () -> !heardOf(order).isEmpty());
    assertThat(heardOf(order)).hasSize(1);
    assertThat(active()).isEqualTo(before + 1);
  }

  @Test
  default void tellsWhenAJobRunsAndWhenItHasSucceeded() {
    JobOrder order = order();
    JobStatus job = launched(order);
    begin(job);
    await("it runs", () -> state(order) == JobState.RUNNING);
    assertThat(status(order).orElseThrow().started()).isNotNull();
    end(job, true);
    await("it has succeeded", () -> state(order) == JobState.SUCCEEDED);
    assertThat(status(order).orElseThrow().ended()).isNotNull();
  }

  @Test
  default void aJobThatFailedStaysFailedAndSaysWhy() {
    JobOrder order = order();
    JobStatus job = launched(order);
    begin(job);
    end(job, false);
    await("it has failed", () -> state(order) == JobState.FAILED);
    JobStatus again = launched(order);
    assertThat(again.state()).isEqualTo(JobState.FAILED);
    assertThat(again.reason()).isNotBlank();
    assertThat(again.ended()).isNotNull();
  }

  @Test
  default void theNextRoundIsAJobOfItsOwn() {
    JobOrder first = order();
    JobStatus job = launched(first);
    begin(job);
    end(job, false);
    await("it has failed", () -> state(first) == JobState.FAILED);
    JobStatus second = launched(order(first.task(), 1));
    assertThat(second.name()).isNotEqualTo(first.name());
    assertThat(second.state().ended()).isFalse();
    assertThat(state(first)).isEqualTo(JobState.FAILED);
  }

  @Test
  default void countsWhatHasNotEnded() {
    await("it has looked around", launcher()::current);
    int before = active();
    JobStatus one = launched(order());
    launched(order());
    await("both count", () -> active() == before + 2);
    begin(one);
    end(one, true);
    await("one counts", () -> active() == before + 1);
  }

  @Test
  default void aJobThatWasCalledOffIsGone() {
    JobOrder order = order();
    int before = active();
    JobStatus job = launched(order);
    begin(job);
    assertThat(launcher().cancel(namespace(), order.name(), Instant.now())).isTrue();
    await("it is gone", () -> status(order).isEmpty() && heardOf(order).isEmpty());
    assertThat(launcher().cancel(namespace(), order.name(), Instant.now())).isFalse();
    await("its place is free", () -> active() == before);
  }

  @Test
  default void listenersHearWhatBecomesOfAJobUntilTheyEnd() {
    BlockingQueue<JobStatus> heard = new LinkedBlockingQueue<>();
    Runnable end = launcher().listen(heard::add);
    JobOrder order = order();
    JobStatus job = launched(order);
    begin(job);
    end(job, true);
    await("its end is told", () -> told(heard, order, JobState.SUCCEEDED));
    launcher().cancel(namespace(), order.name(), Instant.now());
    await("its removal is told", () -> told(heard, order, JobState.GONE));
    end.run();
    heard.clear();
    JobOrder unheard = order();
    launched(unheard);
    await("it is among the jobs", () -> !heardOf(unheard).isEmpty());
    assertThat(heard).noneMatch(status -> status.name().equals(unheard.name()));
  }

  private static boolean told(BlockingQueue<JobStatus> heard, JobOrder order, JobState state) {
    return heard.stream()
        .anyMatch(status -> status.name().equals(order.name()) && status.state() == state);
  }

  @Test
  default void knowsNothingOfAJobThatWasNeverLaunched() {
    JobOrder order = order();
    assertThat(status(order)).isEmpty();
    assertThat(launcher().cancel(namespace(), order.name(), Instant.now())).isFalse();
  }

  @Test
  default void refusesATemplateThatItDoesNotKnow() {
    JobOrder known = order();
    JobOrder order =
        new JobOrder(
            known.task(), 0, "k", namespace(), "no-such-template", Map.of(), known.deadline());
    assertThat(launcher().launch(order, Instant.now()))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("no-such-template"));
    assertThat(status(order)).isEmpty();
  }

  @Test
  default void refusesAnOrderWhoseDeadlineHasPassed() {
    JobOrder order = order();
    assertThat(launcher().launch(order, order.deadline()))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).contains("deadline"));
    assertThat(status(order)).isEmpty();
  }
}
