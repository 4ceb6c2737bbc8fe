package dev.headgate.github.upstream;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;

/** A source that must have exactly the stated length. */
final class CountedSource extends ForwardingSource {
  private long left;

  CountedSource(Source source, long length) {
    super(source);
    left = length;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    long read = super.read(sink, byteCount);
    if (read < 0 && left > 0) {
      throw new EOFException("the body ended before its stated length");
    }
    left -= Math.max(0, read);
    if (left < 0) {
      throw new ProtocolException("the body is longer than stated");
    }
    return read;
  }
}
