package dev.headgate.github.simulator;

import java.io.IOException;
import java.io.OutputStream;

/** A body held in memory. The array is never changed after construction. */
final class ByteBody implements Body {
  static final Body EMPTY = new ByteBody(new byte[0]);

  private final byte[] bytes;

  ByteBody(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void write(OutputStream out, long from, long to) throws IOException {
    out.write(bytes, (int) from, (int) (to - from));
  }
}
