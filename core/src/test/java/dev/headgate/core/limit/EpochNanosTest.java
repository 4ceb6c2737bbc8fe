package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpochNanosTest {

  @Test
  void thereAndBackIsTheSame() {
    for (long nanos : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE}) {
      assertThat(EpochNanos.of(EpochNanos.toInstant(nanos))).isEqualTo(nanos);
    }
    Instant instant = Instant.parse("2026-01-01T12:00:00.123456789Z");
    assertThat(EpochNanos.toInstant(EpochNanos.of(instant))).isEqualTo(instant);
  }

  @Test
  void whatLiesOutsideSaturates() {
    assertThat(EpochNanos.of(Instant.MIN)).isEqualTo(Long.MIN_VALUE);
    assertThat(EpochNanos.of(Instant.MAX)).isEqualTo(Long.MAX_VALUE);
  }
}
