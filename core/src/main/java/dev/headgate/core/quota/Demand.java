package dev.headgate.core.quota;

import java.time.Duration;
import java.util.UUID;

/**
 * What a request wants to spend, and on what terms.
 *
 * @param id names the reservation, once and for ever: asking twice by one id holds once, so that a
 *     call whose answer was lost can be repeated
 * @param points what the request will probably cost; 0 to {@value #MOST}
 * @param floor what must remain beside them for more urgent demand; 0 to {@value #MOST}. It binds
 *     only while the account's figures are known
 * @param hold after how long the reservation lapses unless it is settled before: more than the
 *     request can take; more than nothing and at most a day
 * @param owed whether the points are held whatever the account says, since they are spent already
 *     or about to be without the ledger's leave
 */
public record Demand(UUID id, long points, long floor, Duration hold, boolean owed) {
  /** More points than any of GitHub's counters has. */
  public static final long MOST = 1_000_000_000L;

  /** No reservation is remembered for longer. */
  public static final Duration LONGEST_HOLD = Duration.ofDays(1);

  /** Validates the figures. */
  public Demand {
    points("points", points);
    points("floor", floor);
    if (hold.isNegative() || hold.isZero() || hold.compareTo(LONGEST_HOLD) > 0) {
      throw new IllegalArgumentException(
          "hold: %s (expected: more than 0, at most a day)".formatted(hold));
    }
  }

  /** So many points for so long, under a new id, down to the last. */
  public static Demand of(long points, Duration hold) {
    return new Demand(UUID.randomUUID(), points, 0, hold, false);
  }

  /** The same, leaving so many for more urgent demand. */
  public Demand withFloor(long points) {
    return new Demand(id, this.points, points, hold, owed);
  }

  /** The same, held whatever the account says. */
  public Demand asOwed() {
    return new Demand(id, points, floor, hold, true);
  }

  private static void points(String name, long value) {
    if (value < 0 || value > MOST) {
      throw new IllegalArgumentException("%s: %d (expected: 0 to %d)".formatted(name, value, MOST));
    }
  }
}
