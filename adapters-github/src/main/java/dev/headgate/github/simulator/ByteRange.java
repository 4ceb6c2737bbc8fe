package dev.headgate.github.simulator;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a body.
 *
 * @param from first byte
 * @param to one past the last byte
 */
record ByteRange(long from, long to) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** Whether the header asks for one range in bytes; others are ignored, as RFC 9110 allows. */
  static boolean understood(String header) {
    Matcher matcher = FORM.matcher(header.strip());
    return matcher.matches() && !(matcher.group(1).isEmpty() && matcher.group(2).isEmpty());
  }

  /** The part that an understood header asks for; empty if the body has no such part. */
  static Optional<ByteRange> of(String header, long length) {
    Matcher matcher = FORM.matcher(header.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    if (matcher.group(1).isEmpty()) {
      long last = Long.parseLong(matcher.group(2));
      return satisfiable(Math.max(0, length - last), length, length);
    }
    long from = Long.parseLong(matcher.group(1));
    long to = matcher.group(2).isEmpty() ? length : Long.parseLong(matcher.group(2)) + 1;
    return satisfiable(from, Math.min(to, length), length);
  }

  private static Optional<ByteRange> satisfiable(long from, long to, long length) {
    return from < to && from < length ? Optional.of(new ByteRange(from, to)) : Optional.empty();
  }
}
