package dev.headgate.runtime.task.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class QuotaBrakeTest {
  private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
  private static final Instant RESET = NOON.plusSeconds(600);

  private final QuotaBrake brake = new QuotaBrake();

  private void waits(int times) {
    for (int i = 0; i < times; i++) {
      brake.began(NOON);
      brake.waited(RESET);
    }
  }

  @Test
  void aFewThatWaitKeepNobodyBack() {
    waits(3);

    assertThat(brake.permits(16, NOON)).isEqualTo(16);
  }

  @Test
  void whereAllWaitOneASecondIsTakenToSeeWhetherOthersFareBetter() {
    waits(4);

    assertThat(brake.permits(16, NOON.plusMillis(999))).isZero();
    assertThat(brake.permits(16, NOON.plusSeconds(1))).isEqualTo(1);
    assertThat(brake.permits(16, NOON.plusSeconds(1))).as("to ask takes nothing").isEqualTo(1);
    assertThat(brake.permits(0, NOON.plusSeconds(1))).isZero();
    brake.began(NOON.plusSeconds(1));
    assertThat(brake.permits(16, NOON.plusSeconds(1))).isZero();
  }

  @Test
  void oneThatIsServedLetsAllGoOn() {
    waits(10);
    brake.served();

    assertThat(brake.permits(16, NOON)).isEqualTo(16);
  }

  @Test
  void theEndOfTheWaitLetsAllGoOn() {
    waits(10);

    assertThat(brake.permits(16, RESET)).isEqualTo(16);
  }
}
