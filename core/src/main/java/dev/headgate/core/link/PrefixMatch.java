package dev.headgate.core.link;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the characters of a value with all prefixes at once, as they are read, and remembers the
 * longest prefix that fits. Holds no characters. Not thread-safe.
 */
final class PrefixMatch {

  private final ApiPrefix[] prefixes;
  private final long all;
  private long candidates;
  private int index;
  private boolean slashEscaped;
  private @Nullable ApiPrefix found;
  private int foundEnd;

  PrefixMatch(List<ApiPrefix> prefixes) {
    this.prefixes = prefixes.toArray(ApiPrefix[]::new);
    this.all = (1L << this.prefixes.length) - 1;
  }

  void begin() {
    candidates = all;
    index = 0;
    slashEscaped = false;
    found = null;
  }

  /**
   * Takes the value's next character.
   *
   * @param position where it begins, in bytes from the value's start
   * @return whether further characters can change the result
   */
  boolean next(int character, boolean escaped, int position) {
    for (long left = candidates; left != 0; left &= left - 1) {
      ApiPrefix prefix = prefixes[Long.numberOfTrailingZeros(left)];
      if (index == prefix.length()) {
        settle(prefix, ApiPrefix.mayFollow(character), position);
        candidates &= ~(left & -left);
      } else if (!prefix.hasAt(index, character)) {
        candidates &= ~(left & -left);
      }
    }
    slashEscaped |= escaped && character == '/' && found == null;
    index++;
    return candidates != 0;
  }

  /** Takes the value's end. */
  void end(int position) {
    for (long left = candidates; left != 0; left &= left - 1) {
      ApiPrefix prefix = prefixes[Long.numberOfTrailingZeros(left)];
      settle(prefix, index == prefix.length(), position);
    }
  }

  private void settle(ApiPrefix prefix, boolean fits, int position) {
    // Prefixes end in the order of their lengths: a later one is a longer one.
    if (fits) {
      found = prefix;
      foundEnd = position;
    }
  }

  /** What stands in place of the prefix that was found, or null if none was. */
  byte @Nullable [] replacement() {
    return found == null ? null : found.json(slashEscaped);
  }

  /** Where the prefix that was found ends, in bytes from the value's start. */
  int foundEnd() {
    return foundEnd;
  }
}
