package dev.headgate.runtime.telemetry;

import dev.headgate.core.limit.LimitKey;
import dev.headgate.core.limit.LimitRule;
import dev.headgate.core.limit.PathGlob;
import dev.headgate.core.limit.Rate;
import java.util.Set;

/** Limit rules that differ by name alone. */
final class Rules {
  private Rules() {}

  static LimitRule named(String name) {
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
}
