package dev.headgate.core.quota;

import dev.headgate.core.http.Headers;
import java.time.Instant;
import java.util.Optional;

/**
 * What one response said of a quota in its {@code x-ratelimit-*} fields.
 *
 * @param resource the counter's name; empty where the response did not name it
 * @param limit requests or points per window
 * @param remaining what is left of it
 * @param used what was spent of it
 * @param reset when the window ends; GitHub gives whole seconds
 */
public record QuotaObservation(
    String resource, long limit, long remaining, long used, Instant reset) {
  /** More than any counter has; every store can count so far exactly. */
  private static final long MOST = 1_000_000_000_000L;

  /** Validates that the figures can be counted with. */
  public QuotaObservation {
    if (limit < 0 || remaining < 0 || limit > MOST || remaining > MOST) {
      throw new IllegalArgumentException(
          "limit, remaining: %d, %d (expected: 0 to %d)".formatted(limit, remaining, MOST));
    }
  }

  /** The observation in a response's fields; empty where they are absent or malformed. */
  public static Optional<QuotaObservation> in(Headers response) {
    long limit = number(response, "x-ratelimit-limit");
    long remaining = number(response, "x-ratelimit-remaining");
    long reset = number(response, "x-ratelimit-reset");
    if (!countable(limit) || !countable(remaining) || reset < 0 || reset > 253_402_300_799L) {
      return Optional.empty();
    }
    long used = number(response, "x-ratelimit-used");
    String resource = response.first("x-ratelimit-resource").map(String::strip).orElse("");
    return Optional.of(
        new QuotaObservation(
            resource.length() > 64 ? "" : resource,
            limit,
            remaining,
            used < 0 ? Math.max(0, limit - remaining) : used,
            Instant.ofEpochSecond(reset)));
  }

  private static boolean countable(long figure) {
    return figure >= 0 && figure <= MOST;
  }

  private static long number(Headers response, String name) {
    String text = response.value(name);
    if (text == null) {
      return -1;
    }
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException malformed) {
      return -1;
    }
  }
}
