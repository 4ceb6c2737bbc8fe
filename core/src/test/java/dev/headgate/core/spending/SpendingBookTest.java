package dev.headgate.core.spending;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.headgate.core.identity.Principal;
import dev.headgate.core.quota.QuotaKey;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpendingBookTest {
  private static final QuotaKey KEY = new QuotaKey("h", Principal.user("octocat"), "core");
  private static final Instant NOW = Instant.parse("2026-01-01T12:10:00Z");

  private final SpendingBook book = new SpendingBook();

  @Test
  void tellsWhoSpentHowMuchAndOnWhat() {
    book.spent(KEY, "ci", "/repos/{owner}/{repo}", 3, NOW);
    book.spent(KEY, "web", "/user", 1, NOW);
    book.spent(KEY, "ci", "/user", 5, NOW);
    book.spent(KEY, "free", "/rate_limit", 0, NOW);

    Spenders spenders = spenders(NOW);
    assertThat(spenders.points()).isEqualTo(9);
    assertThat(spenders.callers()).containsExactly(new Spender("ci", 8), new Spender("web", 1));
    assertThat(spenders.paths())
        .containsExactly(new Spender("/user", 6), new Spender("/repos/{owner}/{repo}", 3));
    assertThat(spenders.since()).isEqualTo(Instant.parse("2026-01-01T11:30:00Z"));
  }

  @Test
  void remembersThisHalfHourAndTheOneBefore() {
    book.spent(KEY, "ci", "/user", 3, NOW);
    book.spent(KEY, "ci", "/user", 4, NOW.plus(SpendingBook.SPAN));
    assertThat(spenders(NOW.plus(SpendingBook.SPAN)).points()).isEqualTo(7);
    assertThat(spenders(NOW.plus(SpendingBook.SPAN.multipliedBy(2))).callers())
        .containsExactly(new Spender("ci", 4));
    assertThat(book.spenders(NOW.plus(SpendingBook.SPAN.multipliedBy(3)))).isEmpty();
  }

  @Test
  void timeThatGoesBackLosesNothing() {
    book.spent(KEY, "ci", "/user", 3, NOW);
    book.spent(KEY, "ci", "/user", 4, NOW.minus(Duration.ofHours(5)));
    assertThat(spenders(NOW).points()).isEqualTo(7);
  }

  @Test
  void findsTheGreatestAmongManyWithinTheStatedError() {
    Random random = new Random(20_261_121);
    Map<String, Long> truth = new HashMap<>();
    long total = 0;
    for (int i = 0; i < 200_000; i++) {
      String name = "caller" + (int) Math.pow(5_000, random.nextDouble());
      book.spent(KEY, name, "/user", 1, NOW);
      truth.merge(name, 1L, Long::sum);
      total++;
    }
    Spenders found = spenders(NOW);
    assertThat(found.points()).isEqualTo(total);
    long bound = total / HeavyHitters.SLOTS;
    assertThat(found.callers()).hasSize(HeavyHitters.SLOTS);
    for (Spender spender : found.callers()) {
      long exact = truth.getOrDefault(spender.name(), 0L);
      assertThat(spender.points()).isBetween(exact, exact + bound);
    }
    truth.forEach((name, points) -> {
      if (points > bound) {
        assertThat(found.callers()).extracting(Spender::name).contains(name);
      }
    });
  }

  @Test
  void losesNoPointBetweenThreads() {
    IntStream.range(0, 100_000)
        .parallel()
        .forEach(i -> book.spent(KEY, "caller" + i % 20, "/user", 1, NOW));
    assertThat(spenders(NOW).points()).isEqualTo(100_000);
    assertThat(spenders(NOW).callers()).allMatch(spender -> spender.points() == 5_000);
  }

  @Test
  void isBoundedAndMakesRoomWhenCountersFallSilent() {
    for (int i = 0; i < 6_000; i++) {
      book.spent(new QuotaKey("h", Principal.user("u" + i), "core"), "ci", "/user", 1, NOW);
    }
    assertThat(book.spenders(NOW)).hasSize(5_000);
    Instant later = NOW.plus(Duration.ofHours(2));
    book.spent(KEY, "ci", "/user", 1, later);
    assertThat(book.spenders(later).keySet()).containsExactly(KEY);
  }

  @Test
  void booksOfTwoProcessesAddUp() {
    SpendingBook other = new SpendingBook();
    book.spent(KEY, "ci", "/user", 3, NOW);
    other.spent(KEY, "web", "/user", 5, NOW);
    other.spent(KEY, "ci", "/meta", 1, NOW);
    Spenders both = spenders(NOW).and(other.spenders(NOW).getOrDefault(KEY, spenders(NOW)));
    assertThat(both.points()).isEqualTo(9);
    assertThat(both.callers()).isEqualTo(List.of(new Spender("web", 5), new Spender("ci", 4)));
    assertThat(both.first(1).paths()).containsExactly(new Spender("/user", 8));
  }

  @Test
  void beingToldCostsLittle() {
    String[] names = IntStream.range(0, 20).mapToObj(i -> "caller" + i).toArray(String[]::new);
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 200_000; i++) {
        book.spent(KEY, names[i % names.length], "/repos/{owner}/{repo}", 1, NOW);
      }
      best = Math.min(best, (System.nanoTime() - start) / 200_000);
    }
    System.out.printf("told in %d ns, 20 callers%n", best);
    assertThat(best).isLessThan(5_000);
  }

  @Test
  void beingToldAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 50_000; i++) {
      book.spent(KEY, "ci", "/user", 1, NOW);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      book.spent(KEY, "ci", "/user", 1, NOW);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private Spenders spenders(Instant now) {
    return Objects.requireNonNull(book.spenders(now).get(KEY));
  }
}
