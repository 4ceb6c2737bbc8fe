package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RateTest {

  @Test
  void anIntervalThatDividesIsExact() {
    assertThat(Rate.perSecond(100, 200).interval()).isEqualTo(10_000_000);
    assertThat(Rate.perMinute(100, 1).interval()).isEqualTo(600_000_000);
    assertThat(Rate.perSecond(1_000_000, 1).interval()).isEqualTo(1_000);
  }

  @Test
  void anIntervalThatDoesNotDivideIsRoundedUp() {
    assertThat(Rate.perSecond(3, 1).interval()).isEqualTo(333_333_334);
    assertThat(new Rate(7, Duration.ofNanos(7_001), 1).interval()).isEqualTo(1_001);
  }

  @Test
  void theLongRunRateIsNeverAboveTheStatedOneAndHardlyBelow() {
    Random random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      Duration per = Duration.ofNanos(1_000 + random.nextLong(86_400_000_000_000L));
      long permits = 1 + random.nextLong(per.toNanos() / 1_000);
      long interval = new Rate(permits, per, 1).interval();
      BigInteger taken = BigInteger.valueOf(interval).multiply(BigInteger.valueOf(permits));
      BigInteger excess = taken.subtract(BigInteger.valueOf(per.toNanos()));
      // Less than one nanosecond per permit, and never a gain.
      assertThat(excess).isBetween(BigInteger.ZERO, BigInteger.valueOf(permits - 1));
    }
  }

  @Test
  void rejectsWhatIsNoRate() {
    assertRejected("permits: 0", () -> Rate.perSecond(0, 1));
    assertRejected("burst: 0", () -> Rate.perSecond(1, 0));
    assertRejected("per: PT0S", () -> new Rate(1, Duration.ZERO, 1));
    assertRejected("per: PT-1S", () -> new Rate(1, Duration.ofSeconds(-1), 1));
    assertRejected("per: PT", () -> new Rate(1, Duration.ofDays(40_000), 1));
    assertRejected("permits: 2000000", () -> Rate.perSecond(2_000_000, 1));
    assertRejected("burst: ", () -> Rate.perSecond(1, Long.MAX_VALUE));
  }

  private static void assertRejected(String start, Runnable construction) {
    assertThatIllegalArgumentException()
        .isThrownBy(construction::run)
        .withMessageStartingWith(start)
        .withMessageContaining("expected: ");
  }
}
