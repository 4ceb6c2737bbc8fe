package dev.headgate.core.identity;

/** A stretch of text packed into one {@code long}, so that looking for one allocates nothing. */
final class Span {

  static final long NONE = -1;

  private Span() {}

  static long of(int start, int end) {
    return end <= start ? NONE : ((long) start << 32) | end;
  }

  static int start(long span) {
    return (int) (span >>> 32);
  }

  static int end(long span) {
    return (int) span;
  }

  /** Whether the stretch is a mask already, so that a second redaction has nothing to do. */
  static boolean masked(String text, long span) {
    return end(span) - start(span) == Secret.MASK.length()
        && text.startsWith(Secret.MASK, start(span));
  }
}
