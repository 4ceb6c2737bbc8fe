package dev.headgate.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FailureBackoffTest {
  private static final String TEMPLATE = "build";

  private final ManualTime clock = ManualTime.atNoon();
  private final ModelNotes notes = new ModelNotes();
  private final AtomicReference<Duration> period = new AtomicReference<>(Duration.ofMinutes(5));
  private final FailureBackoff backoff = new FailureBackoff(notes, period::get);

  private void fail(String key) {
    backoff.failed(TEMPLATE, key, clock.instant(), clock.instant());
  }

  private boolean waits(String key) {
    return backoff.until(TEMPLATE, key, clock.instant()).isPresent();
  }

  @Test
  void holdsAKeyBackForThePeriodAfterItsFailure() {
    Instant failed = clock.instant();
    fail("invalid-parser");
    clock.advance(Duration.ofMinutes(2));
    assertThat(backoff.until(TEMPLATE, "invalid-parser", clock.instant()))
        .contains(failed.plus(Duration.ofMinutes(5)));
    clock.advance(Duration.ofMinutes(3).minusMillis(1));
    assertThat(waits("invalid-parser")).isTrue();
    clock.advance(Duration.ofMillis(1));
    assertThat(waits("invalid-parser")).isFalse();
  }

  @Test
  void holdsNoOtherKeyBackAndNoOtherTemplate() {
    fail("one");
    assertThat(waits("other")).isFalse();
    assertThat(backoff.until("test", "one", clock.instant())).isEmpty();
    assertThat(backoff.until("buil", "done", clock.instant())).isEmpty();
  }

  @Test
  void aSuccessEndsIt() {
    fail("one");
    backoff.succeeded(TEMPLATE, "one");
    assertThat(waits("one")).isFalse();
  }

  @Test
  void aPeriodThatIsChangedHoldsForFailuresBefore() {
    fail("one");
    clock.advance(Duration.ofMinutes(10));
    assertThat(waits("one")).isFalse();
    period.set(Duration.ofMinutes(15));
    assertThat(waits("one")).isTrue();
    period.set(Duration.ZERO);
    assertThat(waits("one")).isFalse();
  }

  @Test
  void aNoteThatCannotBeReadHoldsNothingBack() {
    ModelNotes strange = new ModelNotes();
    JobNotes foreign =
        new JobNotes() {
          @Override
          public void write(String name, String text, Duration length, Instant now) {
            strange.write(name, "yesterday", length, now);
          }

          @Override
          public java.util.Optional<String> read(String name, Instant now) {
            return strange.read(name, now);
          }

          @Override
          public void remove(String name) {
            strange.remove(name);
          }
        };
    FailureBackoff other = new FailureBackoff(foreign, period::get);
    other.failed(TEMPLATE, "one", clock.instant(), clock.instant());
    assertThat(other.until(TEMPLATE, "one", clock.instant())).isEmpty();
  }
}
