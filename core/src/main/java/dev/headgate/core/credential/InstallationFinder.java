package dev.headgate.core.credential;

import dev.headgate.core.credential.TokenIssuer.Location;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where the App is installed, as GitHub said: for an hour where it is, since an
 * installation serves all that its account has; for a minute where it is not, for that repository
 * alone, which others of the account need not share. Bounded: the least used are forgotten. Safe
 * for use by several threads.
 */
final class InstallationFinder {
  static final int MOST = 10_000;
  private static final Duration FOUND = Duration.ofHours(1);
  private static final Duration MISSED = Duration.ofMinutes(1);

  private final TokenIssuer issuer;
  private final InstantSource clock;
  private final Map<String, Found> found =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Found> eldest) {
          return size() > MOST;
        }
      };

  InstallationFinder(TokenIssuer issuer, InstantSource clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  /** What is known without asking; empty where GitHub must be asked. */
  Optional<Location> known(Account account) {
    Instant now = clock.instant();
    Found ofAccount = current(account.login(), now);
    Found known = ofAccount == null ? current(place(account), now) : ofAccount;
    return known == null ? Optional.empty() : Optional.of(known.location());
  }

  /** Asks GitHub; blocks. */
  Location ask(Account account, Duration patience) {
    Location location = issuer.locate(account, patience);
    Instant now = clock.instant();
    if (location instanceof Location.At) {
      remember(account.login(), new Found(location, now.plus(FOUND)));
    } else if (location instanceof Location.Nowhere) {
      remember(place(account), new Found(location, now.plus(MISSED)));
    }
    return location;
  }

  /** Forgets whoever was found at this installation, for it is gone. */
  void forget(long id) {
    synchronized (found) {
      found.values().removeIf(entry -> entry.location() instanceof Location.At at && at.id() == id);
    }
  }

  int size() {
    synchronized (found) {
      return found.size();
    }
  }

  private void remember(String place, Found location) {
    synchronized (found) {
      found.put(place, location);
    }
  }

  private @Nullable Found current(String place, Instant now) {
    synchronized (found) {
      Found known = found.get(place);
      return known != null && now.isBefore(known.until()) ? known : null;
    }
  }

  private static String place(Account account) {
    return account.login() + "/" + account.repository();
  }

  private record Found(Location location, Instant until) {}
}
