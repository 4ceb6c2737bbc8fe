package dev.headgate.core.gateway;

import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Fingerprint;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers when something was last written through the gateway in each repository or account, and
 * by each caller whose writes do not tell where: what was confirmed before that is not served
 * without asking (RFC 9111 §4.4, drawn a little wider). Bounded: of the scopes written to, the
 * least recent are forgotten, and then count as just written.
 *
 * <p>Safe for use by several threads.
 */
final class Writes {
  private static final int SCOPES = 4096;

  private final Map<String, Instant> last =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          boolean full = size() > SCOPES;
          if (full && eldest.getValue().isAfter(forgotten)) {
            forgotten = eldest.getValue();
          }
          return full;
        }
      };
  private Instant forgotten = Instant.MIN;

  synchronized void written(Target target, Instant now) {
    last.put(scope(target.path()), now);
  }

  /** That caller wrote something, somewhere. */
  synchronized void written(Fingerprint identity, Instant now) {
    last.put(identity.hex(), now);
  }

  /** When that caller may last have written something. */
  synchronized Instant last(Fingerprint identity) {
    Instant written = last.get(identity.hex());
    return written == null ? forgotten : written;
  }

  /** Whether that caller may have written something at or after that instant. */
  synchronized boolean since(Fingerprint identity, Instant instant) {
    return !last(identity).isBefore(instant);
  }

  /** Whether anything in the target's scope may have been written at or after that instant. */
  synchronized boolean since(Target target, Instant instant) {
    Instant written = last.get(scope(target.path()));
    return !forgotten.isBefore(instant) || (written != null && !written.isBefore(instant));
  }

  /** {@code /repos/o/r}, {@code /orgs/o}, …: the first three segments, or fewer. */
  private static String scope(String path) {
    int end = 0;
    int segments = path.startsWith("/repos/") ? 3 : 2;
    for (int i = 0; i < segments && end >= 0; i++) {
      end = path.indexOf('/', end + 1);
    }
    return end < 0 ? path : path.substring(0, end);
  }
}
