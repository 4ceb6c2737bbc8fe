package dev.headgate.core.gateway;

import dev.headgate.core.cache.FreshnessPolicy;
import dev.headgate.core.identity.Fingerprint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Counts how often in a row GitHub told one caller that one resource is not there: the longer it is
 * missing, the longer that answer stands in for the next. Bounded: of those counted, the least
 * recent are forgotten, and then begin anew.
 *
 * <p>Safe for use by several threads.
 */
final class NotFounds {
  private static final int MOST = 4096;

  private final Supplier<FreshnessPolicy> policy;
  private final Map<Fingerprint, Integer> inARow =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Fingerprint, Integer> eldest) {
          return size() > MOST;
        }
      };

  NotFounds(Supplier<FreshnessPolicy> policy) {
    this.policy = policy;
  }

  /** For how long the last 404 stands in; zero where none was counted. */
  Duration lifetime(Read read) {
    if (policy.get().negativeTtl().isZero()) {
      return Duration.ZERO;
    }
    Fingerprint name = name(read);
    synchronized (inARow) {
      return policy.get().negativeTtl(inARow.getOrDefault(name, 0));
    }
  }

  /**
   * GitHub has answered.
   *
   * @param anew whether something was written since the last answer, so that the row begins anew
   */
  void answered(Read read, int status, boolean anew) {
    if (policy.get().negativeTtl().isZero()) {
      return;
    }
    Fingerprint name = name(read);
    synchronized (inARow) {
      if (status != 404) {
        inARow.remove(name);
      } else if (anew) {
        inARow.put(name, 1);
      } else {
        inARow.merge(name, 1, NotFounds::next);
      }
    }
  }

  /** Beyond thirty doublings there is nothing to count. */
  private static int next(int count, int one) {
    return Math.min(30, count + one);
  }

  private static Fingerprint name(Read read) {
    return Fingerprint.of("not-found", read.identity().hex() + " " + read.key());
  }
}
