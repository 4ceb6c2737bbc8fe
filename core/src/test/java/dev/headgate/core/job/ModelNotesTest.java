package dev.headgate.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

class ModelNotesTest implements JobNotesContract {
  private final ManualTime clock = ManualTime.atNoon();
  private final ModelNotes notes = new ModelNotes();

  @Override
  public JobNotes jobNotes() {
    return notes;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public void await(BooleanSupplier passed) {
    clock.advance(Duration.ofMillis(51));
    assertThat(passed.getAsBoolean()).isTrue();
  }
}
