package dev.headgate.github.client;

import dev.headgate.core.gateway.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A body out of a stream, of which the beginning is read ahead: few have more. */
final class StreamBody implements RequestBody {
  private static final int AHEAD = 1 << 20;

  private final byte[] begun;
  private final InputStream rest;
  private volatile boolean consumed;

  private StreamBody(byte[] begun, InputStream rest) {
    this.begun = begun;
    this.rest = rest;
  }

  /**
   * The body of that stream; lies in memory where it has at most {@value #AHEAD} bytes.
   *
   * @throws IOException if the stream breaks off
   */
  static RequestBody of(InputStream stream) throws IOException {
    byte[] begun = stream.readNBytes(AHEAD + 1);
    return begun.length <= AHEAD ? RequestBody.of(begun) : new StreamBody(begun, stream);
  }

  @Override
  public long length() {
    return -1;
  }

  @Override
  public byte @Nullable [] bytes(int max, Duration patience) {
    return null;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    consumed = true;
    out.write(begun);
    rest.transferTo(out);
  }

  @Override
  public boolean consumed() {
    return consumed;
  }
}
