package dev.headgate.core.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A body in memory. It tells that it was sent: whether it may be again is for others to say. */
final class BytesBody implements RequestBody {
  private final byte[] bytes;
  private volatile boolean consumed;

  BytesBody(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long length() {
    return bytes.length;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    consumed = true;
    out.write(bytes);
  }

  @Override
  public byte @Nullable [] bytes(int max, Duration patience) {
    return bytes.length > max ? null : bytes;
  }

  @Override
  public boolean consumed() {
    return consumed;
  }
}
