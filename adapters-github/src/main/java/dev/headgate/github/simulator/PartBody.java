package dev.headgate.github.simulator;

import java.io.IOException;
import java.io.OutputStream;

/** A part of another body. */
final class PartBody implements Body {
  private final Body whole;
  private final ByteRange range;

  PartBody(Body whole, ByteRange range) {
    this.whole = whole;
    this.range = range;
  }

  @Override
  public long length() {
    return range.to() - range.from();
  }

  @Override
  public void write(OutputStream out, long from, long to) throws IOException {
    whole.write(out, range.from() + from, range.from() + to);
  }
}
