package dev.headgate.core.cache;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The directives of Cache-Control that matter here (RFC 9111 §5.2). */
final class CacheControl {
  private CacheControl() {}

  /** The freshness lifetime that a response states; zero for no-cache, no-store or nothing. */
  static Duration maxAge(@Nullable String value) {
    if (value == null || has(value, "no-cache") || has(value, "no-store")) {
      return Duration.ZERO;
    }
    Duration age = Duration.ZERO;
    for (String directive : value.toLowerCase(Locale.ROOT).split(",", -1)) {
      String text = directive.strip();
      if (text.startsWith("max-age=")) {
        age = seconds(text.substring("max-age=".length()));
      }
    }
    return age;
  }

  /** Whether a request wants nothing that has any age. */
  static boolean zeroMaxAge(@Nullable String value) {
    return has(value, "max-age") && maxAge(value).isZero();
  }

  /** Whether a directive of that name is there. */
  static boolean has(@Nullable String value, String directive) {
    if (value == null) {
      return false;
    }
    for (String part : value.split(",", -1)) {
      String text = part.strip();
      int equals = text.indexOf('=');
      if ((equals < 0 ? text : text.substring(0, equals)).equalsIgnoreCase(directive)) {
        return true;
      }
    }
    return false;
  }

  private static Duration seconds(String digits) {
    try {
      return Duration.ofSeconds(Math.max(0, Math.min(Long.parseLong(digits), 31_536_000)));
    } catch (NumberFormatException malformed) {
      return Duration.ZERO;
    }
  }
}
