package dev.headgate.github.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the tests of this module log: whoever reads their output looks for what went wrong. */
class QuietServersTest {
  @Test
  void theServersOfTheTestsAreQuiet() {
    assertThat(LoggerFactory.getLogger("org.eclipse.jetty").isInfoEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("org.eclipse.jetty").isWarnEnabled()).isTrue();
  }
}
