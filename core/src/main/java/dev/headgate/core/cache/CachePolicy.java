package dev.headgate.core.cache;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may be stored and when it may be served: pure rules in the terms of RFC 9111.
 *
 * @param maxBodyBytes larger bodies are passed through, not stored
 * @param maxStale how long after its last validation a copy may stand in when GitHub cannot answer
 * @param freshness when a copy may be served without asking
 */
public record CachePolicy(int maxBodyBytes, Duration maxStale, FreshnessPolicy freshness) {
  /** What applies where nothing is configured. */
  public static final CachePolicy DEFAULTS =
      new CachePolicy(8 * 1024 * 1024, Duration.ofHours(24), Freshness.REVALIDATE);

  private static final Set<Integer> STORABLE = Set.of(200, 301, 302, 307, 308, 404, 410);

  /** Answers that redirect to a signed URL, which is good for a minute or five. */
  private static final Pattern SIGNED =
      Pattern.compile("/repos/[^/]+/[^/]+/(?:tarball|zipball)(?:/.*)?|.*/(?:zip|logs)");

  /** Validates the bounds. */
  public CachePolicy {
    if (maxBodyBytes < 0) {
      throw new IllegalArgumentException("maxBodyBytes: negative (expected: 0 or more)");
    }
    if (maxStale.isNegative()) {
      throw new IllegalArgumentException("maxStale: negative (expected: 0 or more)");
    }
  }

  /** The same freshness for every path. */
  public CachePolicy(int maxBodyBytes, Duration maxStale, Freshness freshness) {
    this(maxBodyBytes, maxStale, FreshnessPolicy.of(freshness));
  }

  /**
   * Whether a GET of that target may be answered from, and kept in, the cache: not for parts of a
   * body, not for GitHub's own account of the quota, not with a one-time password or a cookie,
   * which may make another of the caller than his credential says, not for another form of ids, and
   * not where the caller says no-store.
   */
  public boolean cacheable(Target target, Headers request) {
    return !request.contains("Range")
        && !request.contains("X-GitHub-OTP")
        && !request.contains("X-GitHub-Next-Global-ID")
        && !request.contains("Cookie")
        && !target.path().equals("/rate_limit")
        && !CacheControl.has(request.value("Cache-Control"), "no-store");
  }

  /** Whether the caller takes a copy without GitHub being asked: not where he says no-cache. */
  public boolean reusable(Headers request) {
    return !CacheControl.has(request.value("Cache-Control"), "no-cache");
  }

  /** Whether a response may be stored. */
  public boolean storable(Target target, int status, Headers response) {
    if (!STORABLE.contains(status)
        || CacheControl.has(response.joined("Cache-Control"), "no-store")) {
      return false;
    }
    List<String> vary = Validator.vary(response);
    if (response.contains("Set-Cookie") || (vary != null && vary.contains("*"))) {
      return false;
    }
    return status < 300 || status >= 400 || !SIGNED.matcher(target.path()).matches();
  }

  /**
   * Whether a copy may ever be served to that request without asking GitHub: not to one that
   * insists on being told anew (RFC 9111 §5.2.1).
   */
  public boolean everFresh(Target target, Headers request) {
    String control = request.joined("Cache-Control");
    return !CacheControl.has(control, "no-cache")
        && !CacheControl.zeroMaxAge(control)
        && freshness.possible(target);
  }

  /**
   * On what ground the grant allows an answer without asking GitHub.
   *
   * @param negativeTtl for how long a 404 stands in, see {@link FreshnessPolicy#negativeTtl(int)}
   */
  public FreshnessPolicy.Ground ground(
      Target target, Grant grant, Representation granted, Duration negativeTtl, Instant now) {
    return freshness.ground(target, grant, granted, negativeTtl, now);
  }

  /** Whether the grant still allows a stale answer while GitHub cannot be asked. */
  public boolean usableStale(Grant grant, Instant now) {
    return grant.age(now).compareTo(maxStale) <= 0;
  }
}
