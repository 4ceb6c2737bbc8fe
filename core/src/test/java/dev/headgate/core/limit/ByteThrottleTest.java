package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headgate.core.ManualTime;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ByteThrottleTest {
  private static final int MIB = 1 << 20;

  private final ManualTime time = ManualTime.atNoon();
  private final Instant start = time.instant();

  @Test
  void letsAQuarterOfASecondPassAtOnceAndThenTheRate() throws Exception {
    ByteThrottle throttle = ByteThrottle.of(4 * MIB, time);
    ByteThrottle.Share share = throttle.share(time::advance);

    share.moved(MIB);
    assertThat(passed()).isZero();
    move(share, 8 * MIB);

    assertThat(passed()).isBetween(Duration.ofMillis(1_990), Duration.ofMillis(2_010));
    assertThat(throttle.bytes()).isEqualTo(9 * MIB);
    assertThat(throttle.waited()).isEqualTo(passed());
  }

  @Test
  void neverMovesMoreThanItsRateAndItsBurstInAnyStretchOfTime() throws Exception {
    ByteThrottle throttle = ByteThrottle.of(MIB, time);
    ByteThrottle.Share first = throttle.share(time::advance);
    ByteThrottle.Share second = throttle.share(time::advance);
    long moved = 0;
    for (int step = 1; step < 400; step++) {
      int bytes = 1 + step * 7919 % 40_000;
      (step % 3 == 0 ? first : second).moved(bytes);
      moved += bytes;
      double allowed = MIB * (passed().toNanos() / 1e9) + MIB / 4.0 + 2 * (16 * 1024 + 40_000);
      assertThat((double) moved).isLessThanOrEqualTo(allowed);
    }
    assertThat(moved / (passed().toNanos() / 1e9)).isGreaterThan(MIB * 0.95);
  }

  @Test
  void allWhoMoveByItShareOneRate() throws Exception {
    ByteThrottle throttle = ByteThrottle.of(MIB, time);
    for (int mover = 0; mover < 10; mover++) {
      move(throttle.share(time::advance), MIB);
    }
    assertThat(passed()).isBetween(Duration.ofMillis(9_600), Duration.ofSeconds(10));
  }

  @Test
  void onlyCountsWhereAnyRateIsAllowed() throws Exception {
    ByteThrottle throttle = ByteThrottle.of(0, time);
    move(throttle.share(time::advance), 100 * MIB);

    assertThat(passed()).isZero();
    assertThat(throttle.bytes()).isEqualTo(100L * MIB);
    assertThat(throttle.waited()).isZero();
  }

  @Test
  void endsWhereItsThreadIsInterrupted() {
    ByteThrottle.Share share =
        ByteThrottle.of(64 << 10, time)
            .share(pause -> {
              throw new InterruptedException("stop");
            });

    assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> move(share, 10 * MIB));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void holdsEveryCallerToARateOfHisOwn() throws Exception {
    CallerThrottles callers = new CallerThrottles(MIB, time);
    move(callers.of("ci").share(time::advance), 4 * MIB);
    Duration ci = passed();
    assertThat(ci).isGreaterThan(Duration.ofMillis(3_700));

    callers.of("web").share(time::advance).moved(MIB / 4);

    assertThat(passed()).isEqualTo(ci);
    assertThat(callers.bytes()).isEqualTo(4L * MIB + MIB / 4);
    assertThat(callers.waited()).isEqualTo(ci);
  }

  @Test
  void forgetsCallersThatRestAndNoneThatHasDebts() throws Exception {
    CallerThrottles callers = new CallerThrottles(MIB, time);
    ByteThrottle indebted = callers.of("ci");
    for (int i = 0; i < CallerThrottles.MANY - 1; i++) {
      callers.of("caller-" + i).share(time::advance).moved(1);
    }
    indebted.share(pause -> {}).moved(4 * MIB);
    callers.of("one more");

    assertThat(callers.size()).isLessThan(10);
    assertThat(callers.of("ci")).isSameAs(indebted);
    assertThat(callers.bytes()).isEqualTo(4L * MIB + CallerThrottles.MANY - 1);
  }

  private static void move(ByteThrottle.Share share, int bytes) throws InterruptedIOException {
    for (int left = bytes; left > 0; left -= 8192) {
      share.moved(Math.min(8192, left));
    }
  }

  private Duration passed() {
    return Duration.between(start, time.instant());
  }
}
