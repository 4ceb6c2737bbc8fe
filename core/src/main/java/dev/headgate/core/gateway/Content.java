package dev.headgate.core.gateway;

import dev.headgate.core.http.Body;
import java.io.InputStream;

/** The body of an answer. */
public sealed interface Content {
  /** No body at all. */
  Content NONE = new Whole(Body.EMPTY);

  /**
   * A body in memory, which may be sent any number of times.
   *
   * @param body the bytes, uncompressed
   */
  record Whole(Body body) implements Content {}

  /**
   * A body that passes through. Whoever takes the answer reads it once and closes it.
   *
   * @param bytes uncompressed, unless the answer's Content-Encoding says otherwise
   * @param length how many, or -1 where that is not known beforehand
   */
  record Streamed(InputStream bytes, long length) implements Content {}
}
