package dev.headgate.core.spending;

import dev.headgate.core.quota.QuotaAccount;
import dev.headgate.core.quota.QuotaKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Until when GitHub's quotas last. It looks at the ledger's accounts every few seconds, so it
 * counts what every process spends that shares the ledger, and what is spent past all of them as
 * far as GitHub's answers tell. How a pace is told is {@link Paces}', what follows from it {@link
 * Forecast}'s, and when to warn {@link Alarm}'s rule.
 *
 * <p>Bounded: {@value #MOST} accounts, of each about a kilobyte. Safe for use by several threads.
 */
public final class Outlook {
  /** How often to look. */
  public static final Duration LOOK = Duration.ofSeconds(5);

  private static final int MOST = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<QuotaKey, Watched> accounts = new HashMap<>();

  /**
   * An end that is near.
   *
   * @param account how the account stands
   * @param forecast when nothing will be left; its {@code exhaustedAt} is not null
   * @param again whether it was warned of before, when it was further away
   */
  public record Warning(QuotaKey key, QuotaAccount account, Forecast forecast, boolean again) {}

  /**
   * Takes in how all accounts stand.
   *
   * @return what to warn of now; each end is in it once, and once more when it is much nearer
   */
  public List<Warning> look(Map<QuotaKey, QuotaAccount> known, Instant now) {
    lock.lock();
    try {
      accounts.forEach((key, watched) -> {
        if (!known.containsKey(key)) {
          watched.consumption.unseen(now);
        }
      });
      accounts.values().removeIf(watched -> watched.over(now));
      List<Warning> warnings = new ArrayList<>();
      known.forEach((key, account) -> {
        Warning warning = look(key, account, now);
        if (warning != null) {
          warnings.add(warning);
        }
      });
      return warnings;
    } finally {
      lock.unlock();
    }
  }

  /** Until when an account lasts that stands so. */
  public Forecast forecast(QuotaKey key, QuotaAccount account, Instant now) {
    lock.lock();
    try {
      Watched watched = accounts.get(key);
      return Forecast.of(account, watched == null ? Pace.NONE : watched.pace, now);
    } finally {
      lock.unlock();
    }
  }

  /** How many accounts are watched. */
  int watched() {
    lock.lock();
    try {
      return accounts.size();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Warning look(QuotaKey key, QuotaAccount account, Instant now) {
    Watched watched = accounts.get(key);
    if (watched == null) {
      if (accounts.size() < MOST && account.known(now)) {
        accounts.put(key, new Watched(account, now));
      }
      return null;
    }
    Forecast forecast = watched.look(account, now);
    return watched.alarm.due(account, forecast, now)
        ? new Warning(key, account, forecast, watched.alarm.again())
        : null;
  }

  /** One account: what it lost, and whether its end was warned of. */
  private static final class Watched {
    private final Consumption consumption;
    private final Alarm alarm = new Alarm();
    private Pace pace = Pace.NONE;
    private Instant known;

    Watched(QuotaAccount account, Instant now) {
      consumption = new Consumption(account, now);
      known = now;
    }

    Forecast look(QuotaAccount account, Instant now) {
      if (account.known(now)) {
        consumption.seen(account, now);
        known = now;
      } else {
        consumption.unseen(now);
      }
      pace = consumption.pace();
      return Forecast.of(account, pace, now);
    }

    boolean over(Instant now) {
      return now.isAfter(known.plus(Alarm.REST));
    }
  }
}
