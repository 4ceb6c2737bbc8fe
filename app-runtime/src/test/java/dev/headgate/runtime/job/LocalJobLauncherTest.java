package dev.headgate.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headgate.core.job.JobLauncher;
import dev.headgate.core.job.JobLauncherContract;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.job.JobState;
import dev.headgate.core.job.JobStatus;
import dev.headgate.core.job.Launch;
import dev.headgate.core.queue.TaskId;
import dev.headgate.runtime.configuration.JobSettings;
import dev.headgate.runtime.configuration.JobTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalJobLauncherTest implements JobLauncherContract {
  private static final String PATIENT =
      "while [ ! -e \"$1/$0\" ] && [ -e \"$1\" ]; do sleep 0.05; done; exit $(cat \"$1/$0\")";

  @TempDir Path folder;
  private LocalJobLauncher launcher = new LocalJobLauncher(settings(), InstantSource.system());

  @BeforeEach
  void configure() {
    launcher = new LocalJobLauncher(settings(), InstantSource.system());
  }

  @AfterEach
  void end() {
    launcher.close();
  }

  private JobSettings settings() {
    JobSettings defaults = JobSettings.DEFAULTS;
    return new JobSettings(
        defaults.launcher(),
        defaults.maxConcurrent(),
        defaults.maxPerNamespace(),
        defaults.atCapacity(),
        defaults.failureBackoff(),
        defaults.namespace(),
        defaults.events(),
        List.of(
            command(template(), "sh", "-c", PATIENT, "${parser_id}", String.valueOf(folder)),
            command(
                "show",
                "sh",
                "-c",
                "env > " + folder + "/env; echo \"$0\" > " + folder + "/id",
                "${parser_id}"),
            command("absent", "/no/such/program"),
            command("other", "echo", "${commit}"),
            JobTemplate.BUILD),
        defaults.deadline(),
        defaults.ttl(),
        defaults.resources(),
        null,
        null,
        null);
  }

  private static JobTemplate command(String name, String... command) {
    return new JobTemplate(name, null, "parser_id", null, null, List.of(command), null);
  }

  @Override
  public JobLauncher launcher() {
    return launcher;
  }

  @Override
  public String namespace() {
    return "default";
  }

  @Override
  public String template() {
    return "patient";
  }

  /** It runs from the beginning. */
  @Override
  public void begin(JobStatus job) {
    assertThat(job.started()).isNotNull();
  }

  @Override
  public void end(JobStatus job, boolean well) {
    try {
      Path half = Files.writeString(folder.resolve(job.key() + ".half"), well ? "0" : "3");
      Files.move(half, folder.resolve(job.key()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private JobOrder order(String template, String key, Duration longest) {
    return new JobOrder(
        new TaskId(template + "-" + key.hashCode()),
        0,
        key,
        namespace(),
        template,
        Map.of("parser_id", key),
        Instant.now().plus(longest));
  }

  private JobStatus ended(JobOrder order) {
    assertThat(launcher.launch(order, Instant.now())).isInstanceOf(Launch.Started.class);
    return await()
        .atMost(PATIENCE)
        .until(
            () -> launcher.status(namespace(), order.name(), Instant.now()).orElseThrow(),
            status -> status.state().ended());
  }

  @Test
  void aJobSeesNeitherSecretsNorAShell() throws IOException {
    String trap = "a\"; touch " + folder + "/broken-out; echo $(id) ${x} '";
    assertThat(ended(order("show", trap, Duration.ofMinutes(1))).state())
        .isEqualTo(JobState.SUCCEEDED);
    assertThat(folder.resolve("id")).hasContent(trap);
    assertThat(folder.resolve("broken-out")).doesNotExist();
    assertThat(Files.readAllLines(folder.resolve("env")))
        .allMatch(
            line -> line.matches("(PATH|LANG|LC_ALL|TMPDIR|HEADGATE_JOB|PWD|SHLVL|_|OLDPWD)=.*"));
  }

  @Test
  void aJobEndsAtItsDeadline() {
    JobStatus late = ended(order("patient", "late", Duration.ofMillis(300)));
    assertThat(late.state()).isEqualTo(JobState.FAILED);
    assertThat(late.reason()).isEqualTo("its deadline passed");
  }

  @Test
  void saysWhyACommandCannotBeRun() {
    for (String template : List.of("absent", "other")) {
      JobOrder order = order(template, "x", Duration.ofMinutes(1));
      assertThat(launcher.launch(order, Instant.now()))
          .isInstanceOfSatisfying(
              Launch.Refused.class,
              refused ->
                  assertThat(refused.reason())
                      .contains(template)
                      .containsAnyOf("program", "commit"));
      assertThat(launcher.jobs()).isEmpty();
    }
  }

  @Test
  void aStandInTakesItsTimeAndThatOfAnInvalidKeyFails() {
    JobOrder good = order("build", "parser-1", Duration.ofMinutes(1));
    JobOrder bad = order("build", "invalid-parser", Duration.ofMinutes(1));
    JobOrder late = order("build", "parser-2", Duration.ofMillis(100));
    launcher.launch(bad, Instant.now());
    launcher.launch(late, Instant.now());
    assertThat(ended(good).state()).isEqualTo(JobState.SUCCEEDED);
    assertThat(ended(bad).state()).isEqualTo(JobState.FAILED);
    assertThat(ended(late).reason()).isEqualTo("its deadline passed");
  }
}
