package dev.headgate.core.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request on its way to GitHub: read once, and not held in memory unless it is short
 * and {@link #bytes} is asked for. For one thread at a time.
 */
public interface RequestBody {
  /** A body that lies in memory; {@code bytes} is given away. */
  static RequestBody of(byte[] bytes) {
    return new BytesBody(bytes);
  }

  /** How many bytes, or -1 where that is not known beforehand. */
  long length();

  /**
   * Writes the body; can be called once.
   *
   * @throws IOException when the client or GitHub breaks off
   */
  void writeTo(OutputStream out) throws IOException;

  /**
   * Reads the body where it has at most {@code max} bytes. Nothing is lost by it: {@link #writeTo}
   * still writes all of the body, from its beginning.
   *
   * @param patience how long the client may take to send so much
   * @return null where it is longer
   * @throws java.io.InterruptedIOException when the client's time is up
   * @throws IOException when the client breaks off
   */
  byte @Nullable [] bytes(int max, Duration patience) throws IOException;

  /** Whether {@link #writeTo} was called, after which the request cannot be sent again. */
  boolean consumed();
}
