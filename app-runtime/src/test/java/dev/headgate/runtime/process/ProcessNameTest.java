package dev.headgate.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessNameTest {

  @Test
  void tellsHostAndProcess() {
    assertThat(ProcessName.fresh(Map.of("HOSTNAME", "pod-7.gate")).text())
        .matches("pod-7\\.gate-" + ProcessHandle.current().pid() + "-[0-9a-f]{12}");
  }

  @Test
  void isNeverGivenTwice() {
    assertThat(ProcessName.fresh(Map.of())).isNotEqualTo(ProcessName.fresh(Map.of()));
  }

  @Test
  void staysShortAndPlainWhateverTheHostIsCalled() {
    assertThat(ProcessName.fresh(Map.of("HOSTNAME", "{é}:" + "x".repeat(200))).text())
        .startsWith("----x")
        .hasSizeLessThan(96);
  }

  @Test
  void refusesWhatCouldBeTakenForAKey() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProcessName("a:{b}"))
        .withMessageStartingWith("text: a:{b} (expected: ");
  }
}
