package dev.headgate.github.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How GitHub's API is reached.
 *
 * @param apiUrl the API's base: {@code https://api.github.com}, or {@code https://HOST/api/v3} for
 *     GitHub Enterprise Server
 * @param userAgent the User-Agent of every request, in place of the client's: GitHub answers
 *     browsers and curl with other bytes, which no validator would fit
 * @param connectTimeout how long one attempt to connect may take
 * @param idleTimeout how long a connection may stay silent while a body is sent or received
 * @param idleConnections how many unused connections are kept
 * @param keepAlive how long an unused connection is kept
 */
public record UpstreamSettings(
    URI apiUrl,
    String userAgent,
    Duration connectTimeout,
    Duration idleTimeout,
    int idleConnections,
    Duration keepAlive) {
  private static final Duration LONGEST = Duration.ofDays(1);

  /** github.com, with times that suit it. */
  public static final UpstreamSettings DEFAULTS =
      new UpstreamSettings(
          URI.create("https://api.github.com"),
          "headgate/" + version(),
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          256,
          Duration.ofMinutes(5));

  /** Validates every field. */
  public UpstreamSettings {
    if (!http(apiUrl.getScheme()) || apiUrl.getHost() == null) {
      throw new IllegalArgumentException("apiUrl: no http(s) URL with a host (expected: one)");
    }
    if (apiUrl.getRawUserInfo() != null
        || apiUrl.getRawQuery() != null
        || apiUrl.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "apiUrl: has user info, a query or a fragment (expected: scheme, host, port, path)");
    }
    if (userAgent.isBlank() || !userAgent.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw new IllegalArgumentException("userAgent: (expected: printable ASCII, not blank)");
    }
    within("connectTimeout", connectTimeout);
    within("idleTimeout", idleTimeout);
    within("keepAlive", keepAlive);
    if (idleConnections < 0) {
      throw new IllegalArgumentException(
          "idleConnections: %d (expected: 0 or more)".formatted(idleConnections));
    }
  }

  /** These settings for another API. */
  public UpstreamSettings withApiUrl(URI other) {
    return new UpstreamSettings(
        other, userAgent, connectTimeout, idleTimeout, idleConnections, keepAlive);
  }

  /** These settings with another time of silence. */
  public UpstreamSettings withIdleTimeout(Duration other) {
    return new UpstreamSettings(
        apiUrl, userAgent, connectTimeout, other, idleConnections, keepAlive);
  }

  private static boolean http(@Nullable String scheme) {
    String lower = scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
    return lower.equals("http") || lower.equals("https");
  }

  private static void within(String name, Duration value) {
    if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%s: %s (expected: from 1 ms to %s)".formatted(name, value, LONGEST));
    }
  }

  private static String version() {
    @Nullable String version = UpstreamSettings.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
