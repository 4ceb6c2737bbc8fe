package dev.headgate.core.gateway;

import java.io.IOException;
import java.io.OutputStream;

/** The body of a request on its way to GitHub: read once, never held in memory. */
public interface RequestBody {
  /** How many bytes, or -1 where that is not known beforehand. */
  long length();

  /**
   * Writes the body; can be called once.
   *
   * @throws IOException when the client or GitHub breaks off
   */
  void writeTo(OutputStream out) throws IOException;

  /** Whether {@link #writeTo} was called, after which the request cannot be sent again. */
  boolean consumed();
}
