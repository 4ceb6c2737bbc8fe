package dev.headgate.core.link;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The name of a JSON member as it is read, of which only what decides its kind is kept: its length
 * and its last bytes. Not thread-safe.
 */
final class FieldName {

  /** What a member's name says about its value. */
  enum Kind {
    /** {@code url}, {@code …_url} or {@code …Url}: the value is a URL. */
    URL,
    /** {@code href}: the value is a URL below {@code _links}. */
    HREF,
    /** {@code _links}: the value maps relations to links. */
    LINKS,
    OTHER
  }

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int WINDOW = Long.BYTES;
  private static final long URL = ending("url");
  private static final long UNDERSCORE_URL = ending("_url");
  private static final long CAPITAL_URL = ending("Url");
  private static final long HREF = ending("href");
  private static final long LINKS = ending("_links");

  private long last;
  private long length;

  void clear() {
    last = 0;
    length = 0;
  }

  void append(byte[] bytes, int from, int to) {
    if (to - from >= WINDOW || (to >= WINDOW && isWhole(bytes, from))) {
      last = (long) EIGHT_BYTES.get(bytes, to - WINDOW);
    } else {
      for (int index = from; index < to; index++) {
        last = last << Byte.SIZE | (bytes[index] & 0xff);
      }
    }
    length += to - from;
  }

  /** Whether a quote, which no name of interest holds, stands before the name's first byte. */
  private boolean isWhole(byte[] bytes, int from) {
    return length == 0 && from > 0 && bytes[from - 1] == '"';
  }

  /** Appends one UTF-16 unit that was written as an escape. */
  void append(int unit) {
    // No name of interest has a character beyond ASCII, so that any of them may stand for all.
    last = last << Byte.SIZE | Math.min(unit, 0xff);
    length++;
  }

  Kind kind() {
    if (endsWith(UNDERSCORE_URL, 4) || endsWith(CAPITAL_URL, 3) || is(URL, 3)) {
      return Kind.URL;
    }
    if (is(HREF, 4)) {
      return Kind.HREF;
    }
    return is(LINKS, 6) ? Kind.LINKS : Kind.OTHER;
  }

  private boolean is(long name, int bytes) {
    return length == bytes && endsWith(name, bytes);
  }

  private boolean endsWith(long name, int bytes) {
    return (last & (1L << (bytes * Byte.SIZE)) - 1) == name;
  }

  private static long ending(String text) {
    long packed = 0;
    for (int index = 0; index < text.length(); index++) {
      packed = packed << Byte.SIZE | text.charAt(index);
    }
    return packed;
  }
}
