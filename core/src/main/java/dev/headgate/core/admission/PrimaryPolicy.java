package dev.headgate.core.admission;

import dev.headgate.core.limit.Gcra;
import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.QuotaAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a window's quota is spent: a part is kept for urgent requests, and when little is left the
 * rest is spread to the end of the window instead of being used up at once.
 *
 * @param reservePercent of the window's limit, kept for urgent requests while there were any lately
 * @param throttlePercent of the window's limit: below it, what is not urgent is paced
 * @param lately how long after an urgent request the reserve is kept
 */
public record PrimaryPolicy(int reservePercent, int throttlePercent, Duration lately) {
  /** A tenth in reserve, paced below a fifth. */
  public static final PrimaryPolicy DEFAULTS = new PrimaryPolicy(10, 20, Duration.ofMinutes(5));

  private static final int PERCENT = 100;

  /** A window's last tenth. */
  private static final int END = 10;

  /**
   * What waits for a pace waits a hundredth of the window at the most: a pace that was right when
   * it was set must not be kept to when there is more to spend.
   */
  private static final int LONGEST_PACE = 100;

  /** So many paced requests may go at once when none went for a while. */
  private static final int PACED_BURST = 2;

  public PrimaryPolicy {
    percent("reservePercent", reservePercent);
    percent("throttlePercent", throttlePercent);
    if (lately.isNegative()) {
      throw new IllegalArgumentException("lately: %s (expected: 0 or more)".formatted(lately));
    }
  }

  private static void percent(String name, int value) {
    if (value < 0 || value >= PERCENT) {
      throw new IllegalArgumentException("%s: %d (expected: 0 to 99)".formatted(name, value));
    }
  }

  /**
   * The points that a request of this priority must leave. In the last tenth of a window the
   * reserve shrinks with the time that is left, since what nobody urgent asked for by then would be
   * lost.
   *
   * @param window how long the counter's windows are
   * @param urgentSeen when an urgent request was seen last
   */
  public long floor(
      QuotaAccount account, Priority priority, Duration window, Instant urgentSeen, Instant now) {
    Instant reset = account.reset();
    boolean kept = !priority.urgent() && now.isBefore(urgentSeen.plus(lately));
    if (!kept || reset == null || !account.known(now) || !now.isBefore(reset)) {
      return 0;
    }
    double left = (double) Duration.between(now, reset).toMillis() / window.toMillis();
    return (long) (reserve(account) * Math.min(1, left * END));
  }

  /**
   * From when on the reserve, as it shrinks towards the end of the window, leaves room for so many
   * points.
   */
  public Instant room(QuotaAccount account, long points, Duration window, Instant now) {
    Instant reset = account.reset();
    long reserve = reserve(account);
    if (reset == null || reserve == 0) {
      return now;
    }
    long left = Math.max(0, account.remaining() - account.reserved() - points);
    double shrunk = Math.min(1, (double) left / reserve);
    return reset.minusMillis((long) ((double) window.toMillis() / END * shrunk));
  }

  private long reserve(QuotaAccount account) {
    return account.limit() * reservePercent / PERCENT;
  }

  /**
   * The rate at which requests of this priority may go so that what is left lasts; empty where they
   * need not be held to one. What is above the floor is to last until the reserve begins to shrink,
   * and from then on all that is left to the end of the window.
   */
  public Optional<Gcra> pace(
      QuotaAccount account, Priority priority, long floor, Duration window, Instant now) {
    Instant reset = account.reset();
    if (priority.urgent() || reset == null || !account.known(now) || !now.isBefore(reset)) {
      return Optional.empty();
    }
    long all = account.remaining() - account.reserved();
    if (all >= account.limit() * throttlePercent / PERCENT) {
      return Optional.empty();
    }
    Instant shrinks = reset.minus(window.dividedBy(END));
    boolean kept = floor > 0 && now.isBefore(shrinks);
    long left = kept ? all - floor : all;
    if (left <= 0) {
      return Optional.empty();
    }
    long interval = Duration.between(now, kept ? shrinks : reset).toNanos() / left;
    long longest = window.toNanos() / LONGEST_PACE;
    return interval < 1
        ? Optional.empty()
        : Optional.of(new Gcra(Math.min(interval, longest), PACED_BURST));
  }
}
