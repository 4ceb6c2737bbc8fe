package dev.headgate.core.spending;

import dev.headgate.core.quota.QuotaAccount;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one quota lost over the last quarter of an hour, by whoever spent it: taken from the
 * differences of what remained between one look at its account and the next, spread evenly over the
 * time between, in parts of ten seconds.
 *
 * <p>A new window counts with what was spent of it already, since nothing of it was there at the
 * look before. Where GitHub names a later window although the former has not ended, two counters of
 * its alternate, and the difference says nothing. The first look says nothing either.
 *
 * <p>For one thread at a time.
 */
final class Consumption {
  static final Duration PART = Duration.ofSeconds(10);

  private static final long PART_MILLIS = PART.toMillis();

  private final double[] parts = new double[Paces.MINUTES * Paces.PARTS + 1];
  private QuotaAccount last;
  private final long first;
  private long at;

  Consumption(QuotaAccount account, Instant now) {
    last = account;
    at = now.toEpochMilli();
    first = at;
  }

  /** The account stands so now. */
  void seen(QuotaAccount account, Instant now) {
    long spent = spent(last, account, now);
    passed(spent, now.toEpochMilli());
    last = account;
  }

  /** Nothing is known of the account: its window has ended, and nobody has spent since. */
  void unseen(Instant now) {
    passed(0, now.toEpochMilli());
  }

  /** How fast the quota is spent, as of the latest look. */
  Pace pace() {
    long newest = at / PART_MILLIS;
    double[] minutes = new double[Paces.MINUTES];
    double[] minute = new double[Paces.PARTS];
    for (int i = 0; i < Paces.MINUTES * Paces.PARTS; i++) {
      double part = parts[index(newest - 1 - i)];
      minutes[i / Paces.PARTS] += part;
      if (i < Paces.PARTS) {
        minute[i] = part;
      }
    }
    long watched = (at - first) / Duration.ofMinutes(1).toMillis();
    return Paces.of(minute, minutes, (int) Math.min(watched, Paces.MINUTES));
  }

  private static long spent(QuotaAccount before, QuotaAccount after, Instant now) {
    @Nullable Instant former = before.reset();
    @Nullable Instant reset = after.reset();
    if (former == null || reset == null) {
      return 0;
    }
    if (reset.isAfter(former.plus(QuotaAccount.TOLERANCE))) {
      return before.known(now) ? 0 : Math.max(0, after.limit() - after.remaining());
    }
    return Math.max(0, before.remaining() - after.remaining());
  }

  /** Time that goes back is no time. */
  private void passed(long spent, long now) {
    if (now <= at) {
      parts[index(at / PART_MILLIS)] += spent;
      return;
    }
    long oldest = now / PART_MILLIS - parts.length + 1;
    for (long part = Math.max(at / PART_MILLIS + 1, oldest); part <= now / PART_MILLIS; part++) {
      parts[index(part)] = 0;
    }
    double perMilli = spent / (double) (now - at);
    for (long part = Math.max(at / PART_MILLIS, oldest); part <= now / PART_MILLIS; part++) {
      long from = Math.max(at, part * PART_MILLIS);
      long to = Math.min(now, (part + 1) * PART_MILLIS);
      parts[index(part)] += perMilli * (to - from);
    }
    at = now;
  }

  private int index(long part) {
    return Math.floorMod(part, parts.length);
  }
}
