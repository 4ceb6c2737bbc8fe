package dev.headgate.runtime.configuration;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them. */
final class ByteSizes {

  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(?:([kmgt]i?)?b?)");

  private ByteSizes() {}

  /** Reads {@code 8MiB} (powers of 1024), {@code 10MB} (powers of 1000) or bare bytes. */
  static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size");
    }
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor(matcher.group(2)));
  }

  private static long factor(String unit) {
    return switch (unit) {
      case null -> 1L;
      case "k" -> 1_000L;
      case "m" -> 1_000_000L;
      case "g" -> 1_000_000_000L;
      case "t" -> 1_000_000_000_000L;
      case "ki" -> 1L << 10;
      case "mi" -> 1L << 20;
      case "gi" -> 1L << 30;
      default -> 1L << 40;
    };
  }
}
