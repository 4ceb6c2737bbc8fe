package dev.headgate.server.artifact;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes (RFC 9110 §14).
 *
 * @param from the first byte
 * @param length how many
 */
record ByteRange(long from, long length) {
  private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  /** What a request asks for of so many bytes. */
  sealed interface Wish {
    /** All of them: it names no range, or one that need not be understood. */
    record Whole() implements Wish {}

    /** Some of them. */
    record Part(ByteRange range) implements Wish {}

    /** What is not there. */
    record Unsatisfiable() implements Wish {}
  }

  static Wish of(String field, long total) {
    Matcher matcher = FORM.matcher(field.strip());
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return new Wish.Whole();
    }
    Optional<Long> first = number(matcher.group(1));
    Optional<Long> last = number(matcher.group(2));
    if (first.isEmpty()) {
      long count = Math.min(last.orElseThrow(), total);
      return count == 0
          ? new Wish.Unsatisfiable()
          : new Wish.Part(new ByteRange(total - count, count));
    }
    long from = first.get();
    if (last.isPresent() && last.get() < from) {
      return new Wish.Whole();
    }
    if (from >= total) {
      return new Wish.Unsatisfiable();
    }
    long end = Math.min(total - 1, last.orElse(total - 1));
    return new Wish.Part(new ByteRange(from, end - from + 1));
  }

  private static Optional<Long> number(String digits) {
    return digits.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(digits));
  }
}
