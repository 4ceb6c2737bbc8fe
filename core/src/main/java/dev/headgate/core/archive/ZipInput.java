package dev.headgate.core.archive;

import java.io.IOException;
import java.io.InputStream;

/** The archive's bytes, of which some can be looked at before they are taken. */
final class ZipInput {
  /** The longest that is looked at ahead. */
  static final int AHEAD = 64;

  private final InputStream in;
  private final byte[] buffer = new byte[64 << 10];
  private int start;
  private int end;
  private long position;

  ZipInput(InputStream in) {
    this.in = in;
  }

  /** How many bytes were taken. */
  long position() {
    return position;
  }

  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  /** Makes that many bytes ready to be looked at, or as many as there are left. */
  int ready(int count) throws IOException {
    while (end - start < count) {
      if (buffer.length - start < count) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
      }
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        break;
      }
      end += read;
    }
    return end - start;
  }

  void take(int count) {
    start += count;
    position += count;
  }

  private void need(int count) throws IOException {
    if (ready(count) < count) {
      throw new UnsafeArchive("the archive ends within a record at byte " + position);
    }
  }

  /** The next four bytes, which stay; 0 at the end. */
  int signature() throws IOException {
    return ready(4) < 4 ? 0 : (int) at(0, 4);
  }

  /** The number in little-endian order that many bytes ahead, all of which are ready. */
  long at(int ahead, int width) {
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | (buffer[start + ahead + i] & 0xff);
    }
    return value;
  }

  /** Whether that number lies so many bytes ahead; quick to say no. */
  boolean begins(int ahead, int number) {
    return buffer[start + ahead] == (byte) number && at(ahead, 4) == number;
  }

  long number(int width) throws IOException {
    need(width);
    long value = at(0, width);
    take(width);
    return value;
  }

  int small() throws IOException {
    return (int) number(2);
  }

  /** At most 64 KiB less one: what two bytes can count. */
  byte[] bytes(int count) throws IOException {
    byte[] bytes = new byte[count];
    int done = 0;
    while (done < count) {
      need(1);
      int step = Math.min(count - done, end - start);
      System.arraycopy(buffer, start, bytes, done, step);
      take(step);
      done += step;
    }
    return bytes;
  }
}
