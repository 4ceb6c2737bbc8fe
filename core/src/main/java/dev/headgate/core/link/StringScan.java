package dev.headgate.core.link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds what ends a run of plain characters in a JSON string, eight bytes at a time: most of a body
 * is text that only has to be stepped over.
 */
final class StringScan {

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private StringScan() {}

  /** The index of the first quote or backslash at or after {@code from}, or {@code to}. */
  static int quoteOrBackslash(byte[] bytes, int from, int to) {
    int index = from;
    for (; index <= to - Long.BYTES; index += Long.BYTES) {
      long eight = (long) EIGHT_BYTES.get(bytes, index);
      long found = zeroBytes(eight ^ QUOTES) | zeroBytes(eight ^ BACKSLASHES);
      if (found != 0) {
        // The lowest mark is exact; a borrow can only add wrong ones above it.
        return index + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (index < to && bytes[index] != '"' && bytes[index] != '\\') {
      index++;
    }
    return index;
  }

  /** The high bit of every byte that is zero (Warren, Hacker's Delight, section 6-1). */
  private static long zeroBytes(long eight) {
    return (eight - ONES) & ~eight & HIGH_BITS;
  }
}
