package dev.headgate.runtime.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headgate.core.ManualTime;
import dev.headgate.core.job.JobNotes;
import dev.headgate.core.job.JobNotesContract;
import dev.headgate.core.storage.StorageUnavailable;
import dev.headgate.core.storage.StoreCalls;
import dev.headgate.storage.memory.job.MemoryJobNotes;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class GuardedJobNotesTest implements JobNotesContract {
  private final ManualTime clock = ManualTime.atNoon();
  private final JobNotes notes = new MemoryJobNotes();

  @Override
  public JobNotes jobNotes() {
    return new GuardedJobNotes(notes, StoreCalls.UNGUARDED);
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
  void asksNothingWhileTheWayIsBarred() {
    JobNotes barred = new GuardedJobNotes(notes, new Barred());
    assertThatThrownBy(() -> barred.read("name", now())).isInstanceOf(StorageUnavailable.class);
    assertThatThrownBy(() -> barred.remove("name")).isInstanceOf(StorageUnavailable.class);
  }
}
