package dev.headgate.core.link;

import java.util.Arrays;

/** Bytes to be taken out again, in an array that grows and is reused. Not thread-safe. */
final class ByteOutput {

  private final int capacity;
  private byte[] bytes = {};
  private int taken;
  private int end;

  /**
   * @param capacity how much to make room for when the first byte is written
   */
  ByteOutput(int capacity) {
    this.capacity = capacity;
  }

  void write(byte[] source, int from, int to) {
    int length = to - from;
    if (length > bytes.length - end) {
      int larger = Math.max(capacity, bytes.length + (bytes.length >> 1));
      bytes = Arrays.copyOf(bytes, Math.max(end + length, larger));
    }
    System.arraycopy(source, from, bytes, end, length);
    end += length;
  }

  void write(byte[] source) {
    write(source, 0, source.length);
  }

  int available() {
    return end - taken;
  }

  /** Takes out at most {@code length} bytes and answers how many there were. */
  int take(byte[] target, int offset, int length) {
    int count = Math.min(length, available());
    System.arraycopy(bytes, taken, target, offset, count);
    taken += count;
    if (taken == end) {
      taken = 0;
      end = 0;
    }
    return count;
  }

  /** Moves all but the first {@code skipped} bytes to another output, and drops those. */
  void moveTo(ByteOutput target, int skipped) {
    target.write(bytes, taken + skipped, end);
    taken = 0;
    end = 0;
  }

  /** All that was written and not taken. */
  byte[] toArray() {
    return taken == 0 && end == bytes.length ? bytes : Arrays.copyOfRange(bytes, taken, end);
  }
}
