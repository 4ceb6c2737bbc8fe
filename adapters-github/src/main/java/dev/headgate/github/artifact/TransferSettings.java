package dev.headgate.github.artifact;

import java.net.URI;
import java.time.Duration;

/**
 * How content is fetched from where GitHub's redirects lead.
 *
 * @param apiUrl the API that redirects; what lies on plain HTTP or on a private address is only
 *     fetched where the API does too
 * @param userAgent the User-Agent of every request
 * @param connectTimeout how long connecting may take
 * @param idleTimeout how long the other side may stay silent
 * @param attempts how many attempts in a row may come to nothing
 * @param baseDelay the pause after the first of them; it doubles with each further one
 * @param maxDelay the longest pause
 */
public record TransferSettings(
    URI apiUrl,
    String userAgent,
    Duration connectTimeout,
    Duration idleTimeout,
    int attempts,
    Duration baseDelay,
    Duration maxDelay) {

  public TransferSettings {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts: " + attempts + " (expected: at least 1)");
    }
    if (baseDelay.isNegative() || maxDelay.compareTo(baseDelay) < 0) {
      throw new IllegalArgumentException(
          "maxDelay: %s (expected: at least baseDelay, %s)".formatted(maxDelay, baseDelay));
    }
  }

  /** What suits GitHub. */
  public static TransferSettings of(URI apiUrl, String userAgent) {
    return new TransferSettings(
        apiUrl,
        userAgent,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        8,
        Duration.ofMillis(250),
        Duration.ofSeconds(15));
  }

  /** The pause after that many attempts in a row that came to nothing. */
  Duration pause(int failures, double random) {
    long millis = baseDelay.toMillis() << Math.min(failures - 1, 20);
    long bounded = Math.min(millis, maxDelay.toMillis());
    return Duration.ofMillis((long) (bounded * (0.5 + random / 2)));
  }
}
