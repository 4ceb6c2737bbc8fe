package dev.headgate.core.gateway;

import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Fingerprint;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers when something was last written through the gateway in each repository or account, and
 * by each caller whose writes do not tell where: what was confirmed before that is not served
 * without asking (RFC 9111 §4.4, drawn a little wider). Bounded: of the scopes written to, the
 * least recent are forgotten, and then count as just written.
 *
 * <p>Safe for use by several threads.
 */
final class Writes {
  private static final String NOTIFICATIONS = "/notifications";

  private final Latest scopes = new Latest();
  private final Latest owners = new Latest();
  private final Latest callers = new Latest();
  private final Latest mutations = new Latest();
  private Instant anywhere = Instant.MIN;
  private Instant ownerless = Instant.MIN;

  synchronized void written(Target target, Instant now) {
    String path = target.path();
    scopes.put(scope(path), now);
    if (path.contains(NOTIFICATIONS)) {
      // What was read in one repository, or one thread, leaves the list of all as well.
      scopes.put(NOTIFICATIONS, now);
    }
    anywhere = later(anywhere, now);
    String owner = owner(path);
    if (owner == null) {
      ownerless = later(ownerless, now);
    } else {
      owners.put(owner, now);
    }
  }

  /** That caller wrote something, somewhere. */
  synchronized void written(Fingerprint identity, Instant now) {
    callers.put(identity.hex(), now);
  }

  /** That caller wrote something by GraphQL, which does not tell where. */
  synchronized void mutated(Fingerprint identity, Instant now) {
    mutations.put(identity.hex(), now);
  }

  /** Whether that caller may have written by GraphQL at or after that instant. */
  synchronized boolean mutatedSince(Fingerprint identity, Instant instant) {
    return mutations.since(identity.hex(), instant);
  }

  /** When that caller may last have written something. */
  synchronized Instant last(Fingerprint identity) {
    return callers.last(identity.hex());
  }

  /** Whether that caller may have written something at or after that instant. */
  synchronized boolean since(Fingerprint identity, Instant instant) {
    return callers.since(identity.hex(), instant);
  }

  /** Whether anything in the target's scope may have been written at or after that instant. */
  synchronized boolean since(Target target, Instant instant) {
    return scopes.since(scope(target.path()), instant);
  }

  /**
   * Whether anything of the target's owner may have been written at or after that instant: in any
   * of his repositories, in his account, or where the path does not tell whose it is.
   */
  synchronized boolean around(Target target, Instant instant) {
    String owner = owner(target.path());
    Instant unknown = owner == null ? anywhere : ownerless;
    return !unknown.isBefore(instant) || (owner != null && owners.since(owner, instant));
  }

  /** {@code /repos/o/r}, {@code /orgs/o}, …: the first three segments, or fewer. */
  private static String scope(String path) {
    int segments = path.startsWith("/repos/") ? 3 : path.startsWith(NOTIFICATIONS) ? 1 : 2;
    int end = 0;
    for (int i = 0; i < segments && end >= 0; i++) {
      end = path.indexOf('/', end + 1);
    }
    return (end < 0 ? path : path.substring(0, end)).toLowerCase(Locale.ROOT);
  }

  private static @Nullable String owner(String path) {
    String[] segments = path.split("/", 4);
    boolean named =
        segments.length > 2
            && (segments[1].equals("repos")
                || segments[1].equals("orgs")
                || segments[1].equals("users"));
    return named ? segments[2].toLowerCase(Locale.ROOT) : null;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** The latest instant by name; of what was forgotten, anything may be true. */
  private static final class Latest {
    private static final int MOST = 4096;

    private final Map<String, Instant> last =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            boolean full = size() > MOST;
            if (full) {
              forgotten = later(forgotten, eldest.getValue());
            }
            return full;
          }
        };
    private Instant forgotten = Instant.MIN;

    void put(String name, Instant now) {
      last.put(name, now);
    }

    /** When it may last have been named. */
    Instant last(String name) {
      Instant written = last.get(name);
      return written == null ? forgotten : later(written, forgotten);
    }

    boolean since(String name, Instant instant) {
      return !last(name).isBefore(instant);
    }
  }
}
