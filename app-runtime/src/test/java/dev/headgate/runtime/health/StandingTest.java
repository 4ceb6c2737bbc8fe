package dev.headgate.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final Standing standing = new Standing();

  private @Nullable Object since(String status, long second) {
    return standing
        .dated("queue", Map.of("status", status, "queued", 7), NOON.plusSeconds(second))
        .get("since");
  }

  @Test
  void countsFromTheFirstReportThatShowsAStatus() {
    assertThat(since("healthy", 0)).isEqualTo(NOON.toString());
    assertThat(since("healthy", 5)).isEqualTo(NOON.toString());
    assertThat(since("unhealthy", 9)).isEqualTo(NOON.plusSeconds(9).toString());
    assertThat(since("unhealthy", 20)).isEqualTo(NOON.plusSeconds(9).toString());
    assertThat(since("healthy", 30)).isEqualTo(NOON.plusSeconds(30).toString());
  }

  @Test
  void eachComponentHasATimeOfItsOwn() {
    since("healthy", 0);
    assertThat(standing.dated("worker", Map.of("status", "healthy"), NOON.plusSeconds(3)))
        .containsEntry("since", NOON.plusSeconds(3).toString());
  }

  @Test
  void whoKnowsItKeepsItsWordAndWhoHasNoStatusHasNone() {
    Map<String, Object> knows = Map.of("status", "healthy", "since", "yesterday");
    assertThat(standing.dated("redis", knows, NOON)).isEqualTo(knows);
    assertThat(standing.dated("breakers", Map.of("github", "closed"), NOON))
        .doesNotContainKey("since");
  }
}
