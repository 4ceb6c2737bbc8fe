package dev.headgate.runtime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  private static final DateTimeFormatter EXPECTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);

  private final Timestamps times = new Timestamps();

  @Test
  void writesWhatTheFormatterWrites() {
    long[] moments = {
      0, 1, 999, 1_000, -1, -1_000, -1_001, 1_700_000_000_007L, 253_402_300_799_999L
    };
    for (long moment : moments) {
      assertThat(written(moment)).isEqualTo(EXPECTED.format(Instant.ofEpochMilli(moment)));
    }
  }

  @Test
  void mixedSecondsAreNotMixedUp() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      long moment = 1_700_000_000_000L + random.nextInt(5_000);
      assertThat(written(moment)).isEqualTo(EXPECTED.format(Instant.ofEpochMilli(moment)));
    }
  }

  private String written(long moment) {
    StringBuilder out = new StringBuilder();
    times.append(moment, out);
    return out.toString();
  }
}
