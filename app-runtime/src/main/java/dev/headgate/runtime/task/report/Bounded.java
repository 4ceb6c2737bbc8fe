package dev.headgate.runtime.task.report;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is refused when it is longer than it may be. */
final class Bounded extends InputStream {
  private final InputStream in;
  private long left;

  Bounded(InputStream in, long most) {
    this.in = in;
    this.left = most;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = in.read(into, offset, length);
    left -= Math.max(0, count);
    if (left < 0) {
      throw new JUnitXml.Unreadable("it is too long");
    }
    return count;
  }
}
