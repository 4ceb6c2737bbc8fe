package dev.headgate.core.link;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** A JSON body whose links are rewritten as it is read, chunk by chunk. */
final class RewritingInputStream extends InputStream {

  private static final int CHUNK = 16 * 1024;

  private final InputStream source;
  private final byte[] chunk = new byte[CHUNK];
  private final ByteOutput rewritten = new ByteOutput(CHUNK + CHUNK / 4);
  private final JsonUrlRewriter rewriter;
  private boolean ended;

  RewritingInputStream(InputStream source, List<ApiPrefix> prefixes) {
    this.source = source;
    this.rewriter = new JsonUrlRewriter(prefixes, rewritten);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    while (rewritten.available() == 0 && !ended) {
      fill();
    }
    return rewritten.available() == 0 ? -1 : rewritten.take(target, offset, length);
  }

  private void fill() throws IOException {
    int count = source.read(chunk, 0, chunk.length);
    if (count < 0) {
      ended = true;
      rewriter.finish();
    } else {
      rewriter.write(chunk, 0, count);
    }
  }

  @Override
  public int available() {
    return rewritten.available();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
