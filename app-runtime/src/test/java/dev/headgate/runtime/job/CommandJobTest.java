package dev.headgate.runtime.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.job.JobLauncherContract;
import dev.headgate.core.job.JobOrder;
import dev.headgate.core.queue.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandJobTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private Path folder;

  private static JobOrder order(Map<String, String> parameters) {
    return new JobOrder(
        new TaskId("t-1"), 0, "p-1", "default", "build", parameters, Instant.now().plus(LONG));
  }

  private static String run(Duration longest, Map<String, String> parameters, String... words)
      throws InterruptedException {
    return new CommandJob(new LocalCommand(List.of(words))).run(order(parameters), longest);
  }

  @Test
  void aCommandEndsAsItsStatusSays() throws InterruptedException {
    assertThat(run(LONG, Map.of(), "sh", "-c", "exit 0")).isEmpty();
    assertThat(run(LONG, Map.of(), "sh", "-c", "exit 7"))
        .isEqualTo("its command ended with status 7");
    assertThat(run(LONG, Map.of(), "/no/such/program"))
        .isEqualTo("/no/such/program cannot be started");
  }

  @Test
  void aTemplateWithoutACommandGoesWell() throws InterruptedException {
    assertThat(run(LONG, Map.of())).isEmpty();
  }

  @Test
  void aParameterStaysAPartOfOneWordAndOfOneVariable() throws Exception {
    Path words = folder.resolve("words");
    String evil = "a; touch " + folder.resolve("evil") + " ${headgate.key} $(id)";
    String failure =
        run(
            LONG,
            Map.of("parser_id", evil, "file", words.toString()),
            "sh",
            "-c",
            "printf '%s|%s|%s' \"$1\" \"$PARAM_PARSER_ID\" \"$2\" > \"$PARAM_FILE\"",
            "sh",
            "--parser=${parser_id}",
            "${headgate.key} $${x}");
    assertThat(failure).isEmpty();
    assertThat(Files.readString(words)).isEqualTo("--parser=" + evil + "|" + evil + "|p-1 ${x}");
    assertThat(folder.resolve("evil")).doesNotExist();
  }

  @Test
  void seesNothingOfThisProcessesEnvironmentButThePath() throws Exception {
    Path variables = folder.resolve("variables");
    assertThat(
            run(LONG, Map.of("file", variables.toString()), "sh", "-c", "env > \"$PARAM_FILE\""))
        .isEmpty();
    assertThat(Files.readAllLines(variables))
        .allMatch(line -> line.matches("(PATH|PARAM_FILE|PWD|_|SHLVL|OLDPWD)=.*"));
  }

  @Test
  void aPlaceholderWithoutAValueIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(LONG, Map.of("a", "1"), "echo", "${b}"))
        .withMessageStartingWith("${b}: no such parameter (expected: one of a, headgate.key");
  }

  @Test
  void isKilledAtItsDeadlineWithItsChildren() throws Exception {
    Path child = folder.resolve("child");
    assertThat(
            run(
                Duration.ofMillis(500),
                Map.of("file", child.toString()),
                "sh",
                "-c",
                "sleep 600 & echo $! > \"$PARAM_FILE\"; wait"))
        .isEqualTo("DeadlineExceeded: it still ran at its deadline");
    assertDies(child);
  }

  @Test
  void isKilledWhenItIsCalledOff() throws Exception {
    Path child = folder.resolve("child");
    Thread runs =
        Thread.ofVirtual()
            .start(() -> {
              try {
                var _ =
                    run(
                        LONG,
                        Map.of("file", child.toString()),
                        "sh",
                        "-c",
                        "echo $$ > \"$PARAM_FILE\"; exec sleep 600");
              } catch (InterruptedException calledOff) {
                Thread.currentThread().interrupt();
              }
            });
    JobLauncherContract.await("it runs", () -> written(child));
    runs.interrupt();
    runs.join();
    assertDies(child);
  }

  @Test
  void isNotHeldUpByWhatItSays() throws InterruptedException {
    assertThat(run(LONG, Map.of(), "sh", "-c", "head -c 5000000 /dev/zero; exit 3"))
        .isEqualTo("its command ended with status 3");
  }

  private static boolean written(Path file) {
    try {
      return Files.exists(file) && Files.readString(file).endsWith("\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertDies(Path file) throws IOException {
    long pid = Long.parseLong(Files.readString(file).strip());
    JobLauncherContract.await(
        "it dies",
        () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }
}
