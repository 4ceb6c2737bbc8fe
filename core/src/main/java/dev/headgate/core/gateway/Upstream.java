package dev.headgate.core.gateway;

import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to GitHub and waits for its answer's header. No policy: it neither retries nor
 * follows, caches or interprets; it keeps connections, times and encodings.
 *
 * <p>Path, query and fields go as they are. Fields of one connection, Host, User-Agent,
 * Accept-Encoding and Content-Length are the implementation's. A compressed answer is decompressed
 * on the way, and its Content-Encoding and Content-Length taken off; any other coding passes as it
 * is.
 *
 * <p>Safe for use by several threads; blocks the calling one for at most the request's patience,
 * and for as long as its body is being sent. Failures are results, not exceptions.
 */
public interface Upstream {
  /** The API's host, for counters and logs. */
  String host();

  /** Sends the request. */
  Result send(Request request);

  /**
   * What is sent.
   *
   * @param method the method
   * @param target path and query, byte for byte, relative to the API's base
   * @param headers end-to-end fields
   * @param body the body; null where there is none
   * @param patience how long the answer's header may take, from the end of the request's body where
   *     it has one; afterwards the answer's body may take as long as bytes keep coming
   * @param cancellation breaks the exchange off, also while the body is read
   */
  record Request(
      String method,
      Target target,
      Headers headers,
      @Nullable RequestBody body,
      Duration patience,
      Cancellation cancellation) {}

  /** What came of it. */
  sealed interface Result {}

  /**
   * GitHub answered.
   *
   * @param status the HTTP status
   * @param headers end-to-end fields, in order
   * @param body to be closed by the caller; a read throws {@link java.io.IOException} when the body
   *     ends before its stated length, is malformed, or stops coming
   * @param length the body's length as it will be read, or -1 where that is not known
   */
  record Responded(int status, Headers headers, UpstreamBody body, long length) implements Result {}

  /**
   * GitHub did not answer.
   *
   * @param kind how
   * @param sent whether GitHub may have received the request: false only where that is certain
   * @param detail for logs; free of secrets
   */
  record Failed(FailureKind kind, boolean sent, String detail) implements Result {}
}
