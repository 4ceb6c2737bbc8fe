package dev.headgate.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headgate.core.ManualTime;
import dev.headgate.core.audit.AuditStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AuditHealthTest {
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private final ManualTime time = new ManualTime(NOON);
  private AuditStatus status = AuditStatus.NONE;
  private final AuditHealth health = new AuditHealth(() -> status, time);

  @Test
  void isWellWhileEventsAreWrittenAtOnce() {
    status = new AuditStatus(7, 1, NOON, 0, 0, 0);
    assertThat(health.waits()).isFalse();
    assertThat(health.component())
        .containsEntry("status", "healthy")
        .containsEntry("written", 7L)
        .containsEntry("waiting", 1);
  }

  @Test
  void isDegradedWhileEventsWaitForLongAndNoLonger() {
    status = new AuditStatus(7, 3, NOON, 0, 2, 0);
    time.advance(Duration.ofSeconds(6));
    assertThat(health.waits()).isTrue();
    assertThat(health.component())
        .containsEntry("status", "degraded")
        .containsEntry("oldest_seconds", 6L);

    status = new AuditStatus(10, 0, null, 0, 2, 0);
    assertThat(health.waits()).isFalse();
    assertThat(health.component()).containsEntry("status", "healthy");
  }

  @Test
  void remembersForAnHourThatEventsWereLostOrTheChainCutOff() {
    status = new AuditStatus(7, 0, null, 4, 0, 0);
    assertThat(health.component()).containsEntry("status", "degraded").containsEntry("dropped", 4L);
    time.advance(Duration.ofHours(1));
    assertThat(health.component()).containsEntry("status", "healthy").containsEntry("dropped", 4L);

    status = new AuditStatus(7, 0, null, 4, 0, 1);
    assertThat(health.component()).containsEntry("status", "degraded").containsEntry("rewinds", 1L);
    assertThat(health.waits()).as("what is lost does not come back by waiting").isFalse();
  }
}
