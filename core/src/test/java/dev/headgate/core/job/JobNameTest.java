package dev.headgate.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.queue.TaskId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobNameTest {

  @Test
  void showsTheTaskWhereItsIdFitsIntoALabel() {
    assertThat(JobName.of(new TaskId("0199c3a2-77aa-7000-8000-0123456789ab")).value())
        .isEqualTo("headgate-0199c3a2-77aa-7000-8000-0123456789ab");
  }

  @Test
  void everyTaskAndRoundHasALabelOfItsOwn() {
    String longest = "a".repeat(64);
    Set<String> names = new HashSet<>();
    List<String> ids = List.of("a", "A", "a-", "-a", "x-a", "a-r1", longest, "a".repeat(54));
    for (String id : ids) {
      for (int round = 0; round < 3; round++) {
        names.add(JobName.of(new TaskId(id), round).value());
      }
    }
    assertThat(names).hasSize(ids.size() * 3).allMatch(name -> name.length() <= 63);
  }

  @Test
  void isTheSameEachTime() {
    TaskId task = new TaskId("Task");
    assertThat(JobName.of(task, 2)).isEqualTo(JobName.of(task, 2)).isNotEqualTo(JobName.of(task));
  }

  @Test
  void aNameCannotImitateADigest() {
    String digest = JobName.of(new TaskId("A")).value().substring("headgate-".length());
    assertThat(JobName.of(new TaskId(digest))).isNotEqualTo(JobName.of(new TaskId("A")));
  }

  @Test
  void refusesWhatIsNoLabel() {
    for (String bad : List.of("", "-a", "a-", "A", "a.b", "a".repeat(64), "a\n")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new JobName(bad))
          .withMessageContaining("(expected: 1 to 63 lower-case letters");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JobName.of(new TaskId("a"), -1))
        .withMessage("round: -1 (expected: 0 or more)");
  }
}
