package dev.headgate.core.archive;

/**
 * What an archive may cost whoever unpacks it.
 *
 * @param mostEntries how many entries
 * @param mostBytes how large all of them together, unpacked
 * @param mostRatio how many times larger than packed, each and all of them, beyond the first {@link
 *     #FREE} bytes
 */
public record ZipLimits(int mostEntries, long mostBytes, int mostRatio) {
  /** So much may come out whatever went in: a short text of blanks is no bomb. */
  public static final long FREE = 10L << 20;

  public ZipLimits {
    if (mostEntries < 1 || mostBytes < 1 || mostRatio < 1) {
      throw new IllegalArgumentException(
          "mostEntries, mostBytes, mostRatio: %d, %d, %d (expected: at least 1)"
              .formatted(mostEntries, mostBytes, mostRatio));
    }
  }
}
