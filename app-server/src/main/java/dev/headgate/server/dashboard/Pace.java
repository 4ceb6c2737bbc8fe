package dev.headgate.server.dashboard;

import dev.headgate.runtime.telemetry.Totals;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How fast something went on between two looks, per second.
 *
 * @param t when the second look was, in milliseconds since 1970
 * @param requests requests answered
 * @param faults those of them with a status of 500 or more
 * @param rejected those that limit rules refused
 * @param sent calls that GitHub was sent
 * @param saved requests answered without the quota that a plain one would have cost
 * @param hits the share of the mirrored requests that the cache had the answer to, 0 to 1; null
 *     where there was none
 */
record Pace(
    long t,
    double requests,
    double faults,
    double rejected,
    double sent,
    double saved,
    @Nullable Double hits) {

  static Pace between(Instant start, Totals before, Instant end, Totals after) {
    double seconds = Math.max(0.001, Duration.between(start, end).toNanos() / 1e9);
    long mirrored = after.mirrored() - before.mirrored();
    return new Pace(
        end.toEpochMilli(),
        rounded((after.requests() - before.requests()) / seconds),
        rounded((after.faults() - before.faults()) / seconds),
        rounded((after.rejected() - before.rejected()) / seconds),
        rounded((after.sent() - before.sent()) / seconds),
        rounded((after.saved() - before.saved()) / seconds),
        mirrored <= 0 ? null : rounded((after.hits() - before.hits()) / (double) mirrored));
  }

  private static double rounded(double value) {
    return Math.round(Math.max(0, value) * 1000) / 1000.0;
  }
}
