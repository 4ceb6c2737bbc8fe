package dev.headgate.core.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headgate.core.Race;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link SpendingBoard} does. It may be shared: tests keep apart by name. */
public interface SpendingBoardContract {
  /** How long a page holds that no test wants to end. */
  Duration LONG = Duration.ofMinutes(10);

  /** The board under test. */
  SpendingBoard spendingBoard();

  /** The caller's time. */
  Instant now();

  /** Waits until it is so. */
  void await(BooleanSupplier passed);

  /** A name nobody else uses. */
  private static String fresh() {
    return "process-" + UUID.randomUUID();
  }

  private Map<String, String> exchange(String process, String page, Duration ttl) {
    return spendingBoard().exchange(process, page, ttl, now());
  }

  @Test
  default void everybodyReadsWhatAllHaveWritten() {
    String one = fresh();
    String other = fresh();
    String page = "{\"a\": \"\u001b[31m\\ é 漢 😀\"}\n";
    assertThat(exchange(one, page, LONG)).containsEntry(one, page);
    assertThat(exchange(other, "second", LONG))
        .containsEntry(one, page)
        .containsEntry(other, "second");
  }

  @Test
  default void aPageTakesThePlaceOfTheFormerOne() {
    String one = fresh();
    exchange(one, "first", LONG);
    exchange(one, "second", LONG);
    assertThat(exchange(fresh(), "other", LONG)).containsEntry(one, "second");
  }

  @Test
  default void aPageIsGoneWhenItsTimeIsUp() {
    String one = fresh();
    String other = fresh();
    exchange(one, "short", Duration.ofMillis(50));
    await(() -> !exchange(other, "other", LONG).containsKey(one));
    assertThat(exchange(one, "again", LONG)).containsEntry(one, "again").containsKey(other);
  }

  @Test
  default void keepsTheLongestPage() {
    String one = fresh();
    String page = "é".repeat(SpendingBoard.LONGEST_PAGE);
    assertThat(exchange(one, page, Duration.ofSeconds(5))).containsEntry(one, page);
  }

  @Test
  default void manyAtOnceLoseNoPage() {
    List<String> names = IntStream.range(0, 16).mapToObj(i -> fresh()).toList();
    Race.of(
        16,
        runner -> {
          for (int i = 0; i < 20; i++) {
            assertThat(exchange(names.get(runner), "page " + i, LONG))
                .containsEntry(names.get(runner), "page " + i);
          }
          return runner;
        });
    assertThat(exchange(fresh(), "last", LONG)).containsKeys(names.toArray(String[]::new));
  }

  @Test
  default void refusesWhatIsOutOfBounds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> exchange(" ", "page", LONG))
        .withMessageContaining("process:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> exchange(fresh(), "", LONG))
        .withMessageContaining("page:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> exchange(fresh(), "x".repeat(SpendingBoard.LONGEST_PAGE + 1), LONG))
        .withMessageContaining("page: 262145 characters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> exchange(fresh(), "page", Duration.ZERO))
        .withMessageContaining("ttl:");
  }
}
