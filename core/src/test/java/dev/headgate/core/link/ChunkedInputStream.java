package dev.headgate.core.link;

import java.io.ByteArrayInputStream;
import java.util.Arrays;

/** A stream that never gives bytes from both sides of a cut at once. */
final class ChunkedInputStream extends ByteArrayInputStream {

  private final int[] cuts;

  ChunkedInputStream(byte[] bytes, int... cuts) {
    super(bytes);
    this.cuts = cuts;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) {
    int position = pos;
    int next = Arrays.stream(cuts).filter(cut -> cut > position).min().orElse(count);
    return super.read(target, offset, Math.min(length, Math.max(1, next - position)));
  }
}
