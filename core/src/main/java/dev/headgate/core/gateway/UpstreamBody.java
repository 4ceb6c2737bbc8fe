package dev.headgate.core.gateway;

import java.io.Closeable;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The body of GitHub's answer while it arrives. Closing it ends the exchange. */
public interface UpstreamBody extends Closeable {
  /** The bytes, decompressed; the same stream on every call. */
  InputStream stream();

  /**
   * Lets the reads that follow take at most that long together; null lifts the limit, after which
   * only silence ends the exchange.
   */
  void limit(@Nullable Duration left);
}
