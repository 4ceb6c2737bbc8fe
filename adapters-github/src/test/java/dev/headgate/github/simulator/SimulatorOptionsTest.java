package dev.headgate.github.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulatorOptionsTest {
  @Test
  void startsOutWithGitHubsLimits() {
    SimulatorLimits limits = SimulatorOptions.DEFAULTS.limits();
    assertThat(limits.core()).isEqualTo(5_000);
    assertThat(limits.anonymous()).isEqualTo(60);
    assertThat(limits.concurrency()).isEqualTo(100);
    assertThat(limits.restPoints()).isEqualTo(900);
    assertThat(SimulatorOptions.DEFAULTS.artifactUrlTtl()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void offersPresets() {
    assertThat(SimulatorPreset.FAST.options().limits()).isEqualTo(SimulatorLimits.unlimited());
    assertThat(SimulatorPreset.INTEGRATION.options().limits().window())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(SimulatorPreset.LOAD.options().latency()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> SimulatorOptions.DEFAULTS.withPort(70_000))
        .hasMessage("port: 70000 (expected: 0 to 65535)");
    assertThatThrownBy(() -> SimulatorOptions.DEFAULTS.withArtifactUrlTtl(Duration.ZERO))
        .hasMessage("artifactUrlTtl: PT0S (expected: more than 0)");
    assertThatThrownBy(() -> SimulatorLimits.DEFAULTS.withCore(-1))
        .hasMessage("core: -1 (expected: 0 or more)");
  }

  @Test
  void saysWhenItsPortIsTaken() {
    try (GitHubSimulator first = GitHubSimulator.start()) {
      SimulatorOptions same = SimulatorOptions.DEFAULTS.withPort(first.port());
      assertThatThrownBy(() -> new GitHubSimulator(same))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Integer.toString(first.port()));
    }
  }
}
