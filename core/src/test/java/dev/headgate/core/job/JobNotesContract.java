package dev.headgate.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What all {@link JobNotes} do. They may be shared: tests keep apart by name. */
public interface JobNotesContract {
  /** How long a note is kept that no test wants to end. */
  Duration LONG = Duration.ofMinutes(10);

  /** The notes under test. */
  JobNotes jobNotes();

  /** The caller's time. */
  Instant now();

  /** Waits until it is so. */
  void await(BooleanSupplier passed);

  /** A name nobody else uses. */
  private static String fresh() {
    return "failed/" + UUID.randomUUID();
  }

  @Test
  default void readsWhatWasWrittenLast() {
    String name = fresh();
    assertThat(jobNotes().read(name, now())).isEmpty();
    jobNotes().write(name, "first", LONG, now());
    jobNotes().write(name, "é 漢 😀 \u001b\n{}'\"\\", LONG, now());
    assertThat(jobNotes().read(name, now())).contains("é 漢 😀 \u001b\n{}'\"\\");
    assertThat(jobNotes().read(fresh(), now())).isEmpty();
  }

  @Test
  default void aNoteIsGoneWhenItWasTakenAway() {
    String name = fresh();
    jobNotes().remove(name);
    jobNotes().write(name, "text", LONG, now());
    jobNotes().remove(name);
    assertThat(jobNotes().read(name, now())).isEmpty();
  }

  @Test
  default void aNoteIsGoneWhenItsTimeIsUp() {
    String name = fresh();
    String longer = fresh();
    jobNotes().write(longer, "text", Duration.ofMillis(50), now());
    jobNotes().write(longer, "text", LONG, now());
    jobNotes().write(name, "text", Duration.ofMillis(50), now());
    await(() -> jobNotes().read(name, now()).isEmpty());
    assertThat(jobNotes().read(longer, now())).contains("text");
    jobNotes().write(name, "again", LONG, now());
    assertThat(jobNotes().read(name, now())).contains("again");
  }

  @Test
  default void keepsTheLongestNoteUnderTheLongestName() {
    String name = (fresh() + "x".repeat(JobNotes.LONGEST_NAME)).substring(0, JobNotes.LONGEST_NAME);
    String text = "漢".repeat(JobNotes.LONGEST_TEXT);
    jobNotes().write(name, text, LONG, now());
    assertThat(jobNotes().read(name, now())).contains(text);
  }

  @Test
  default void manyAtOnceLoseNoNote() {
    String shared = fresh();
    Race.of(
        16,
        runner -> {
          String own = fresh();
          for (int i = 0; i < 20; i++) {
            jobNotes().write(own, "note " + i, LONG, now());
            jobNotes().write(shared, "note " + i, LONG, now());
            assertThat(jobNotes().read(own, now())).contains("note " + i);
            assertThat(jobNotes().read(shared, now())).isPresent();
          }
          return runner;
        });
  }

  @Test
  default void refusesWhatIsOutOfBounds() {
    String name = fresh();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> jobNotes().write(" ", "text", LONG, now()))
        .withMessageContaining("name:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> jobNotes().write(name, "", LONG, now()))
        .withMessageContaining("text:");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> jobNotes().write(name, "x".repeat(JobNotes.LONGEST_TEXT + 1), LONG, now()))
        .withMessageContaining("text: 2001 characters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> jobNotes().write(name, "a\0b", LONG, now()))
        .withMessageContaining("NUL");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> jobNotes().write(name, "text", Duration.ZERO, now()))
        .withMessageContaining("length:");
    assertThat(jobNotes().read(name, now())).isEmpty();
  }
}
