package dev.headgate.core.telemetry;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Decisions} promises: it listens, and never stands in the way. */
public interface DecisionsContract {
  /** The listener under test. */
  Decisions decisions();

  @Test
  default void listensToManyThreadsAndNeverThrows() {
    Decisions decisions = decisions();
    assertThatCode(() ->
            IntStream.range(0, 2000)
                .parallel()
                .forEach(i -> decisions.decided("request-" + i % 7, () -> "decision " + i)))
        .doesNotThrowAnyException();
  }

  @Test
  default void takesWhateverItIsTold() {
    assertThatCode(() -> decisions().decided("", () -> "")).doesNotThrowAnyException();
    assertThatCode(() -> decisions().decided("x".repeat(10_000), () -> "line\nline\u0000"))
        .doesNotThrowAnyException();
  }
}
