package dev.headgate.core.limit;

import static dev.headgate.core.limit.Gcra.AT_REST;
import static dev.headgate.core.limit.Gcra.NEVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GcraTest {

  private static final long[] EXTREMES = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    -1,
    0,
    1,
    Long.MAX_VALUE / 2,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  private final Gcra tens = new Gcra(10, 5);

  @Test
  void aBucketAtRestHoldsItsBurst() {
    assertThat(tens.remaining(AT_REST, 1_000)).isEqualTo(5);
    assertThat(tens.delay(AT_REST, 5, 1_000)).isZero();
    assertThat(tens.charge(AT_REST, 5, 1_000)).isEqualTo(1_050);
    assertThat(tens.backlog(AT_REST, 1_000)).isZero();
    assertThat(tens.untilMore(AT_REST, 1_000)).isZero();
  }

  @Test
  void aBucketWhoseTimeHasComeEqualsOneNeverUsed() {
    for (long permits = 1; permits <= 5; permits++) {
      assertThat(tens.charge(1_000, permits, 1_000))
          .isEqualTo(tens.charge(AT_REST, permits, 1_000));
      assertThat(tens.delay(1_000, permits, 1_000)).isZero();
    }
  }

  @Test
  void remainingCountsWholePermitsOnly() {
    assertThat(LongStream.of(1_000, 1_001, 1_010, 1_011, 1_041, 1_050, 1_051, 9_999))
        .map(tat -> tens.remaining(tat, 1_000))
        .containsExactly(5L, 4L, 4L, 3L, 0L, 0L, 0L, 0L);
  }

  @Test
  void untilMoreIsWhenRemainingGrows() {
    for (long tat = 1_001; tat < 1_100; tat++) {
      long wait = tens.untilMore(tat, 1_000);
      long remaining = tens.remaining(tat, 1_000);
      assertThat(tens.remaining(tat, 1_000 + wait - 1)).isEqualTo(remaining);
      assertThat(tens.remaining(tat, 1_000 + wait)).isEqualTo(remaining + 1);
    }
  }

  @Test
  void moreThanTheBurstIsNever() {
    assertThat(tens.delay(AT_REST, 6, 0)).isEqualTo(NEVER);
    assertThat(tens.delay(AT_REST, Long.MAX_VALUE, 0)).isEqualTo(NEVER);
  }

  @Test
  void theDelayIsTight() {
    for (long tat = 1_001; tat < 1_100; tat++) {
      for (long permits = 1; permits <= 5; permits++) {
        long delay = tens.delay(tat, permits, 1_000);
        assertThat(tens.delay(tat, permits, 1_000 + delay)).isZero();
        assertThat(delay == 0 || tens.delay(tat, permits, 999 + delay) == 1).isTrue();
      }
    }
  }

  @Test
  void timeThatGoesBackAddsNothing() {
    long tat = tens.charge(AT_REST, 5, 1_000);
    assertThat(tens.delay(tat, 1, 500)).isEqualTo(510);
    assertThat(tens.remaining(tat, 500)).isZero();
  }

  @Test
  void equalsTheRuleInUnboundedIntegersAtEveryExtreme() {
    Random random = new Random(7);
    for (long tat : EXTREMES) {
      for (long now : EXTREMES) {
        Gcra gcra = new Gcra(1 + random.nextLong(1_000_000), 1 + random.nextLong(1_000_000));
        assertExact(gcra, tat, 1 + random.nextLong(gcra.burst()), now);
        assertExact(new Gcra(1, Gcra.LONGEST.toNanos()), tat, Gcra.LONGEST.toNanos(), now);
        assertExact(gcra, random.nextLong(), 1 + random.nextLong(gcra.burst()), now);
      }
    }
  }

  private static void assertExact(Gcra gcra, long tat, long permits, long now) {
    BigInteger next = big(Math.max(tat, now)).add(big(permits).multiply(big(gcra.interval())));
    BigInteger wait = next.subtract(big(gcra.window())).subtract(big(now)).max(BigInteger.ZERO);
    long delay = gcra.delay(tat, permits, now);
    if (delay == 0) {
      assertThat(wait).isZero();
      assertThat(big(gcra.charge(tat, permits, now))).isEqualTo(next);
    } else if (wait.signum() == 0) {
      // Only where a full burst would end beyond representable time is a grant withheld.
      assertThat(delay).isEqualTo(NEVER);
      assertThat(now).isGreaterThan(Long.MAX_VALUE - gcra.window());
    } else {
      assertThat(delay).isPositive();
      assertThat(big(delay)).isLessThanOrEqualTo(wait);
    }
    assertThat(gcra.remaining(tat, now)).isBetween(0L, gcra.burst());
    assertThat(gcra.backlog(tat, now)).isNotNegative();
    assertThat(gcra.untilMore(tat, now)).isNotNegative();
  }

  private static BigInteger big(long value) {
    return BigInteger.valueOf(value);
  }

  @Test
  void rejectsWhatWouldOverflow() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Gcra(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Gcra(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Gcra(2, Long.MAX_VALUE));
  }
}
