package dev.headgate.core.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DemandTest {
  private static final Duration HOLD = Duration.ofSeconds(90);

  @Test
  void isNamedAnewEachTime() {
    assertThat(Demand.of(1, HOLD).id()).isNotEqualTo(Demand.of(1, HOLD).id());
    Demand demand = Demand.of(1, HOLD);
    assertThat(demand.withFloor(3).asOwed().id()).isEqualTo(demand.id());
  }

  @Test
  void refusesFiguresThatNoRequestCanMean() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Demand.of(-1, HOLD))
        .withMessage("points: -1 (expected: 0 to 1000000000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Demand.of(1, HOLD).withFloor(1_000_000_001))
        .withMessageContaining("floor");
  }

  @Test
  void refusesToHoldForNoTimeOrForEver() {
    assertThatIllegalArgumentException().isThrownBy(() -> Demand.of(1, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Demand.of(1, Duration.ofDays(1).plusNanos(1)))
        .withMessageContaining("hold: PT24H0.000000001S");
  }
}
