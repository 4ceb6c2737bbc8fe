package dev.headgate.server.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers over one store are replaced one after the other while callers read and hand in tasks.
 * What is replaced is this build, or the one whose class path {@code
 * -Dheadgate.update.from=…/headgate-server.jar} names.
 */
@Timeout(300)
interface RollingUpdateContract {
  Duration PATIENCE = Duration.ofSeconds(60);

  /** How many requests the rule lets through until long after the test. */
  int PERMITS = 60;

  /** The settings of a store that is empty. */
  Map<String, String> store();

  @Test
  default void losesNoTaskAndNoLimit(@TempDir Path folder) throws IOException {
    try (Deployment deployment = new Deployment(folder, store());
        Callers callers = new Callers(deployment)) {
      deployment.limit("/repos/limited/**", PERMITS);
      callers.start();
      await().atMost(PATIENCE).until(() -> callers.accepted() >= 20 && callers.admitted() >= 5);
      int before = callers.admitted();

      deployment.update();
      callers.hurry();
      int after = callers.accepted();
      await().atMost(PATIENCE).until(() -> callers.accepted() >= after + 20);
      await().atMost(PATIENCE).until(() -> callers.limited() > 0);
      callers.end();

      assertThat(before).as("admitted before the update").isLessThan(PERMITS);
      assertThat(callers.admitted()).as("admitted in all").isEqualTo(PERMITS);
      assertThat(callers.failures()).isEmpty();
      assertThat(callers.tasks())
          .hasSizeGreaterThanOrEqualTo(40)
          .allSatisfy(task ->
              await()
                  .atMost(PATIENCE)
                  .untilAsserted(() -> assertThat(deployment.state(task)).isEqualTo("succeeded")));
      assertThat(deployment.timesAsked("/repos/handed/in")).containsOnly(1L);
      System.out.printf(
          "rolling update: %d tasks accepted, all succeeded; %d of %d permits before it, %d in"
              + " all%n",
          callers.accepted(), before, PERMITS, callers.admitted());
    }
  }
}
