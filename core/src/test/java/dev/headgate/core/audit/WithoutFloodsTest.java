package dev.headgate.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.Race;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WithoutFloodsTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  private final List<AuditEvent> entered = Collections.synchronizedList(new ArrayList<>());
  private final AuditLog log =
      new WithoutFloods(
          new AuditLog() {
            @Override
            public void append(AuditEvent event) {
              entered.add(event);
            }

            @Override
            public List<AuditEvent> latest(int limit) {
              return List.copyOf(entered);
            }
          });

  private void append(String action, int seconds, int times) {
    AuditEvent event = new AuditEvent(NOON.plusSeconds(seconds), "w", action, "s", "o", "r");
    for (int i = 0; i < times; i++) {
      log.append(event);
    }
  }

  private long count(String action) {
    return entered.stream().filter(event -> event.action().equals(action)).count();
  }

  @Test
  void entersTheFirstHundredOfAMinuteAndThenTheirNumber() {
    append("access.denied", 0, 60);
    append("access.denied", 59, 60);
    assertThat(count("access.denied")).isEqualTo(100);
    append("access.denied", 60, 1);
    assertThat(count("access.denied")).isEqualTo(101);
    assertThat(entered)
        .filteredOn(event -> event.action().equals("audit.omitted"))
        .containsExactly(
            new AuditEvent(
                NOON.plusSeconds(60),
                "headgate",
                "audit.omitted",
                "access.denied",
                "20 more in the minute from 2026-01-01T12:00:00Z",
                ""));
  }

  @Test
  void boundsEachSuchActionByItselfAndNoOther() {
    append("access.denied", 0, 200);
    append("webhook.refused", 0, 200);
    append("github.write", 0, 200);
    assertThat(count("access.denied")).isEqualTo(100);
    assertThat(count("webhook.refused")).isEqualTo(100);
    assertThat(count("github.write")).isEqualTo(200);
    assertThat(log.latest(1)).hasSize(400);
  }

  @Test
  void aClockThatGoesBackLetsNoMoreThrough() {
    append("access.denied", 60, 100);
    append("access.denied", 0, 100);
    assertThat(count("access.denied")).isEqualTo(100);
  }

  @Test
  void countsRightWhenManyAreRefusedAtOnce() {
    Race.of(
        16,
        number -> {
          append("access.denied", 0, 50);
          return number;
        });
    append("access.denied", 60, 1);
    assertThat(count("access.denied")).isEqualTo(101);
    assertThat(entered).anyMatch(event -> event.outcome().startsWith("700 more"));
  }
}
