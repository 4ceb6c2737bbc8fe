package dev.headgate.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What every {@link LimitTelemetry} bears: it is told from any thread, anything, and never throws.
 */
public interface LimitTelemetryContract {

  /** A bucket that is half spent. */
  Level LEVEL =
      new Level(new Bucket(BucketKey.shared("contract"), Rate.perSecond(10, 10)), 500_000_000L, 0L);

  /** The one under test. */
  LimitTelemetry limitTelemetry();

  /** How often it has counted a decision of that rule. */
  double decisions(String rule);

  private static LimitRule named(String name) {
    return new LimitRule(
        name,
        Set.of(),
        new PathGlob("/**"),
        null,
        null,
        new LimitKey(LimitKey.Kind.GLOBAL, ""),
        Rate.perSecond(10, 10),
        LimitRule.Mode.ENFORCE,
        LimitRule.OnStoreFailure.LOCAL,
        false);
  }

  @Test
  default void countsEveryDecisionFromWhateverThread() {
    LimitTelemetry telemetry = limitTelemetry();
    LimitRule rule = named("contract");

    IntStream.range(0, 1000).parallel().forEach(i -> telemetry.decided(rule, i % 2 == 0));

    assertThat(decisions("contract")).isEqualTo(1000);
  }

  @Test
  default void bearsMoreRulesThanItCanTellApart() {
    LimitTelemetry telemetry = limitTelemetry();

    for (int i = 0; i < 2000; i++) {
      telemetry.decided(named("rule" + i), true);
      telemetry.seen(named("rule" + i), LEVEL);
      telemetry.storeFailed(named("rule" + i));
    }

    assertThat(decisions("rule0")).isEqualTo(1);
  }
}
