package dev.headgate.storage.memory.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.job.JobNotes;
import dev.headgate.core.job.JobNotesContract;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class MemoryJobNotesTest implements JobNotesContract {
  private final ManualTime clock = ManualTime.atNoon();
  private final MemoryJobNotes notes = new MemoryJobNotes();

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

  @Test
  void keepsWhatHoldsAmongManyThatDoNot() {
    notes.write("held", "text", LONG, now());
    for (int i = 0; i < 5000; i++) {
      clock.advance(Duration.ofMillis(1));
      notes.write("note-" + i, "text", Duration.ofMillis(10), now());
    }
    assertThat(notes.read("held", now())).contains("text");
  }
}
