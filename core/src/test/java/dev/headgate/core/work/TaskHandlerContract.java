package dev.headgate.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What every {@link TaskHandler} promises, whatever it does. */
public interface TaskHandlerContract {

  /** A handler to be tested. */
  TaskHandler handler();

  @Test
  default void namesItsKindAlwaysTheSame() {
    assertThat(handler().kind()).matches("[a-z0-9.-]{1,64}").isEqualTo(handler().kind());
  }

  @Test
  default void asksForSensibleBounds() {
    TaskHandler handler = handler();
    assertThat(handler.concurrency()).isNotNegative();
    assertThat(handler.longest()).isGreaterThan(Duration.ZERO);
    assertThat(handler.attempts()).isBetween(1, TaskHandler.MOST_ATTEMPTS);
    assertThat(handler.memory()).isNotNegative();
  }

  @Test
  default void permitsNoMoreThanWantedAndNothingOfNothing() {
    Instant now = Instant.parse("2030-01-01T00:00:00Z");
    assertThat(handler().permits(3, now)).isBetween(0, 3);
    assertThat(handler().permits(0, now)).isZero();
  }
}
