package dev.headgate.runtime.configuration;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. */
final class Durations {

  private static final Pattern SHORT = Pattern.compile("(\\d{1,18})\\s*(ms|s|m|h|d)?");

  private Durations() {}

  /**
   * Reads {@code 100ms}, {@code 30s}, {@code 5m}, {@code 2h}, {@code 7d}, ISO-8601, or a bare
   * number of {@code bare}.
   */
  static Duration parse(String text, ChronoUnit bare) {
    Matcher matcher = SHORT.matcher(text.toLowerCase(Locale.ROOT));
    try {
      return matcher.matches()
          ? Duration.of(Long.parseLong(matcher.group(1)), unit(matcher.group(2), bare))
          : Duration.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a duration", e);
    }
  }

  private static ChronoUnit unit(String suffix, ChronoUnit bare) {
    return switch (suffix) {
      case null -> bare;
      case "ms" -> ChronoUnit.MILLIS;
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    };
  }
}
