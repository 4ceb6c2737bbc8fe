package dev.headgate.core.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares the characters of a value with all prefixes at once, as they are read, and remembers the
 * longest prefix that fits. Holds no characters. Not thread-safe.
 */
final class PrefixMatch {

  /** What the first look at a value tells. */
  enum Glance {
    FITS,
    DOES_NOT_FIT,
    UNCLEAR
  }

  private static final int CASE_BIT = 0x20;

  private final ApiPrefix[] prefixes;

  /** The bytes of the shortest prefix as GitHub writes it. */
  private final byte[] usual;

  /** How many characters all prefixes have in common. */
  private final int shared;

  /** Whether no longer prefix has to be looked for where the shortest one fits. */
  private final boolean decisive;

  private final long all;
  private long candidates;
  private int index;
  private boolean slashEscaped;
  private @Nullable ApiPrefix found;
  private int foundEnd;

  /**
   * @param prefixes at least one, the longest first
   */
  PrefixMatch(List<ApiPrefix> prefixes) {
    this.prefixes = prefixes.toArray(ApiPrefix[]::new);
    this.all = (1L << this.prefixes.length) - 1;
    ApiPrefix shortest = prefixes.get(prefixes.size() - 1);
    this.usual = shortest.text().getBytes(StandardCharsets.US_ASCII);
    this.shared = prefixes.stream().mapToInt(shortest::charactersSharedWith).min().orElseThrow();
    this.decisive = prefixes.stream().noneMatch(other -> other.liesBelow(shortest));
  }

  /**
   * Looks at a value's beginning in one step, which settles nearly all of them: the usual prefix in
   * its usual spelling, or something else entirely. {@link #begin()} and {@link #next} settle the
   * rest.
   */
  Glance glance(byte[] bytes, int from, int to) {
    int end = from + usual.length;
    if (end >= to) {
      return Glance.UNCLEAR;
    }
    int different = Arrays.mismatch(bytes, from, end, usual, 0, usual.length);
    if (different < 0) {
      return decisive && (bytes[end] == '"' || ApiPrefix.mayFollow(bytes[end]))
          ? fits()
          : Glance.UNCLEAR;
    }
    byte character = bytes[from + different];
    boolean spelledOtherwise =
        character == '\\' || (character | CASE_BIT) == (usual[different] | CASE_BIT);
    return different < shared && !spelledOtherwise ? Glance.DOES_NOT_FIT : Glance.UNCLEAR;
  }

  private Glance fits() {
    begin();
    found = prefixes[prefixes.length - 1];
    foundEnd = usual.length;
    return Glance.FITS;
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
