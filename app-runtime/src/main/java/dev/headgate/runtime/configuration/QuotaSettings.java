package dev.headgate.runtime.configuration;

import dev.headgate.core.admission.LineBounds;
import dev.headgate.core.admission.PrimaryPolicy;
import dev.headgate.core.admission.SecondaryLimits;
import dev.headgate.core.priority.PriorityRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How GitHub's quota is spent, and who waits for it how long.
 *
 * @param reservePercent of a window's limit, kept for urgent requests while there were any lately
 * @param throttleThreshold in percent of a window's limit: below it requests are paced to its end
 * @param urgentMemory for how long after an urgent request the reserve is kept
 * @param secondaryLimits whether GitHub's documented secondary limits are kept beforehand
 * @param cpuPercent of the time that GitHub takes to answer, taken for its computing time; 0 where
 *     that is not limited
 * @param maxConcurrentRequests how many requests of one principal may be under way
 * @param maxWaiting how many requests may wait for one counter in this process
 * @param maxWait how long one may wait there; its own deadline holds as well
 * @param weights turns of a caller where others have one, by the name that the log shows
 * @param priorities the priority of requests that name none; the first that fits holds, else what
 *     is built in
 */
public record QuotaSettings(
    int reservePercent,
    int throttleThreshold,
    Duration urgentMemory,
    boolean secondaryLimits,
    int cpuPercent,
    int maxConcurrentRequests,
    int maxWaiting,
    Duration maxWait,
    Map<String, Integer> weights,
    List<PriorityRule> priorities) {

  private static final SettingType<Integer> PERCENT =
      SettingTypes.count(0, 99, "a whole number, 0 to 99");

  static final Setting<Integer> RESERVE_PERCENT =
      Setting.of(
              "github.rate-limit.reserve-percent",
              PERCENT,
              "10",
              "Percent of a window's limit that is kept for critical and high requests, while there"
                  + " were any lately.")
          .whileRunning();
  static final Setting<Integer> THROTTLE_THRESHOLD =
      Setting.of(
              "github.rate-limit.throttle-threshold",
              PERCENT,
              "20",
              "Percent of a window's limit; when less is left, requests are spread to its end.")
          .whileRunning();
  static final Setting<Duration> URGENT_MEMORY =
      Setting.of(
          "github.rate-limit.urgent-memory",
          SettingTypes.DURATION,
          "5m",
          "For how long after a critical or high request the reserve is kept from others.");
  static final Setting<Boolean> SECONDARY_LIMITS =
      Setting.of(
          "github.secondary-limits",
          SettingTypes.SWITCH,
          "true",
          "Whether GitHub's documented limits per minute and between writes are kept beforehand; an"
              + " Enterprise Server may have none.");
  static final Setting<Integer> CPU_PERCENT =
      Setting.of(
          "github.cpu-percent",
          SettingTypes.count(0, 100, "a whole number, 0 to 100"),
          "100",
          "Percent of the time that GitHub takes to answer which counts as its computing time, of"
              + " which it allows 90 seconds in a minute; 0 keeps no such limit.");
  static final Setting<Integer> MAX_CONCURRENT_REQUESTS =
      Setting.of(
          "github.max-concurrent-requests",
          SettingTypes.count(1, 10_000, "a whole number, 1 to 10000"),
          "90",
          "Requests of one principal to GitHub that may be under way, in all processes together;"
              + " GitHub allows 100.");
  static final Setting<Integer> MAX_WAITING =
      Setting.of(
          "github.queue.max-waiting",
          SettingTypes.count(4, 1_000_000, "a whole number, 4 to 1000000"),
          "1000",
          "Requests that may wait for one of GitHub's counters in this process; low priority is"
              + " refused first.");
  static final Setting<Duration> MAX_WAIT =
      Setting.of(
          "github.queue.max-wait",
          SettingTypes.DURATION,
          "1d",
          "The longest wait for GitHub's limits; a request's own deadline holds as well.");
  static final Setting<Map<String, Integer>> WEIGHTS =
      Setting.of(
          "github.queue.weights",
          SettingTypes.WEIGHTS,
          "",
          "Callers that have more turns than others while requests wait, as name:turns.");
  static final Setting<List<PriorityRule>> PRIORITIES =
      Setting.of(
          "github.queue.priorities",
          SettingTypes.PRIORITIES,
          "",
          "Priorities of requests without X-Headgate-Priority, as path=priority or METHOD"
              + " path=priority; the first that fits holds.");
  static final List<Setting<?>> SETTINGS =
      List.of(
          RESERVE_PERCENT,
          THROTTLE_THRESHOLD,
          URGENT_MEMORY,
          SECONDARY_LIMITS,
          CPU_PERCENT,
          MAX_CONCURRENT_REQUESTS,
          MAX_WAITING,
          MAX_WAIT,
          WEIGHTS,
          PRIORITIES);

  public static final QuotaSettings DEFAULTS = from(SettingValues.NONE);

  public QuotaSettings {
    weights = Map.copyOf(weights);
    priorities = List.copyOf(priorities);
    Positive.duration("maxWait", maxWait);
  }

  /** How the primary quota is spent. */
  public PrimaryPolicy primary() {
    return new PrimaryPolicy(reservePercent, throttleThreshold, urgentMemory);
  }

  /** What is kept beforehand of GitHub's limits per minute and hour. */
  public SecondaryLimits secondary() {
    SecondaryLimits limits =
        secondaryLimits
            ? SecondaryLimits.DOCUMENTED.withCpuPercent(cpuPercent)
            : SecondaryLimits.NONE;
    return limits.withConcurrency(maxConcurrentRequests);
  }

  /** How many may wait, and how they share. */
  public LineBounds line() {
    return new LineBounds(maxWaiting, weights);
  }

  static QuotaSettings from(SettingValues values) {
    return new QuotaSettings(
        values.value(RESERVE_PERCENT),
        values.value(THROTTLE_THRESHOLD),
        values.value(URGENT_MEMORY),
        values.value(SECONDARY_LIMITS),
        values.value(CPU_PERCENT),
        values.value(MAX_CONCURRENT_REQUESTS),
        values.value(MAX_WAITING),
        values.value(MAX_WAIT),
        values.value(WEIGHTS),
        values.value(PRIORITIES));
  }
}
