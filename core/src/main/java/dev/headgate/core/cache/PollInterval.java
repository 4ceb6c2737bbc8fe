package dev.headgate.core.cache;

import dev.headgate.core.http.Headers;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long GitHub wants to be left alone about its feeds of events and notifications: the seconds
 * of {@code X-Poll-Interval}, which it raises under load (GitHub Docs, "REST API endpoints for
 * events").
 */
final class PollInterval {
  static final String FIELD = "X-Poll-Interval";

  /** So that a slip of GitHub's does not silence a feed for long. */
  private static final Duration MOST = Duration.ofHours(1);

  private static final Pattern FEED =
      Pattern.compile(
          "/events|/notifications|/(?:repos|networks)/[^/]+/[^/]+/(?:events|notifications)"
              + "|/orgs/[^/]+/events|/users/[^/]+/(?:received_)?events(?:/.*)?");

  private PollInterval() {}

  /** Whether the path is one of the feeds. */
  static boolean feed(String path) {
    boolean worthALook = path.contains("events") || path.endsWith("/notifications");
    return worthALook && FEED.matcher(path).matches();
  }

  /** The latest interval that this caller was told; zero for none. */
  static Duration of(Grant grant, Representation granted) {
    Headers own = grant.own();
    return parse(own.contains(FIELD) ? own.value(FIELD) : granted.shared().value(FIELD));
  }

  private static Duration parse(@Nullable String seconds) {
    if (seconds == null || !seconds.strip().matches("[0-9]{1,9}")) {
      return Duration.ZERO;
    }
    Duration stated = Duration.ofSeconds(Long.parseLong(seconds.strip()));
    return stated.compareTo(MOST) < 0 ? stated : MOST;
  }
}
