package dev.headgate.github.upstream;

import dev.headgate.core.gateway.FailureKind;
import dev.headgate.core.gateway.Upstream.Failed;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.UnknownHostException;
import okhttp3.internal.http2.ConnectionShutdownException;
import okhttp3.internal.http2.ErrorCode;
import okhttp3.internal.http2.StreamResetException;
import org.jspecify.annotations.Nullable;

/** What an exception of OkHttp's says about GitHub. */
final class Faults {
  private static final int LONGEST_DETAIL = 160;

  private Faults() {}

  /**
   * The failure behind {@code cause}.
   *
   * @param attempts how often a connection was there to send the request on
   */
  static Failed of(IOException cause, int attempts) {
    if (attempts == 0) {
      return new Failed(
          local(cause) ? FailureKind.LOCAL : FailureKind.UNREACHABLE, false, detail(cause));
    }
    if (attempts == 1 && unprocessed(cause)) {
      return new Failed(FailureKind.UNREACHABLE, false, detail(cause));
    }
    FailureKind kind =
        cause instanceof InterruptedIOException ? FailureKind.TIMEOUT : FailureKind.BROKEN;
    return new Failed(kind, true, detail(cause));
  }

  /** Name resolution, and sockets or ports that have run out here. */
  private static boolean local(IOException cause) {
    String message = cause.getMessage();
    return cause instanceof UnknownHostException
        || cause instanceof BindException
        || (message != null && message.contains("Too many open files"));
  }

  /** HTTP/2 says so of a stream that was refused, or never opened (RFC 9113 §8.7). */
  private static boolean unprocessed(IOException cause) {
    return cause instanceof ConnectionShutdownException
        || (cause instanceof StreamResetException reset
            && reset.errorCode == ErrorCode.REFUSED_STREAM);
  }

  /** The exception's name and message; without queries, line breaks, and in bounded length. */
  static String detail(IOException cause) {
    @Nullable String message = cause.getMessage();
    String text = cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    String clean = text.replaceAll("\\?\\S*", "").replaceAll("[^ -~]", " ");
    return clean.length() > LONGEST_DETAIL ? clean.substring(0, LONGEST_DETAIL) : clean;
  }
}
