package dev.headgate.core.gateway;

import dev.headgate.core.http.Body;
import dev.headgate.core.protection.BodyMemory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads bodies into memory as far as they fit, and lets larger ones pass through. */
final class Buffered {
  private Buffered() {}

  /**
   * The content of a response: whole where it has at most {@code max} bytes and there is memory for
   * it while it is read, else passing through.
   *
   * @param free so many bytes need none of the memory
   * @param left how long reading it whole may take
   * @throws IOException when the body breaks off or the time is up
   */
  static Content read(
      Upstream.Responded responded, int max, int free, Duration left, BodyMemory memory)
      throws IOException {
    UpstreamBody body = responded.body();
    if (responded.length() == 0) {
      body.close();
      return Content.NONE;
    }
    if (responded.length() > max || max == 0) {
      return passing(body, body.stream(), responded.length(), () -> {});
    }
    body.limit(left);
    Beginning beginning = new Beginning(free, memory);
    try {
      beginning.read(body.stream(), max, responded.length());
    } catch (IOException broken) {
      beginning.close();
      body.close();
      throw broken;
    }
    if (beginning.whole()) {
      body.close();
      Body whole = new Body(beginning.bytes());
      beginning.close();
      return new Content.Whole(whole);
    }
    body.limit(null);
    InputStream all = new SequenceInputStream(beginning.stream(), body.stream());
    return passing(body, all, responded.length(), beginning::close);
  }

  /** The bytes of a whole content; none of one that passes through. */
  static byte[] bytes(Content content) {
    return content instanceof Content.Whole whole ? whole.body().bytes() : new byte[0];
  }

  /** Ends a content that nobody will read. */
  static void close(Content content) {
    if (content instanceof Content.Streamed streamed) {
      try {
        streamed.bytes().close();
      } catch (IOException alreadyBroken) {
        // Nothing was to be read from it any more; its connection is dropped either way.
        return;
      }
    }
  }

  /** The same body, whose end is told once, however it comes. */
  static Content.Streamed closing(Content.Streamed content, Runnable ended) {
    AtomicBoolean told = new AtomicBoolean();
    return new Content.Streamed(
        new FilterInputStream(content.bytes()) {
          @Override
          public void close() throws IOException {
            try {
              super.close();
            } finally {
              if (told.compareAndSet(false, true)) {
                ended.run();
              }
            }
          }
        },
        content.length());
  }

  private static Content passing(
      UpstreamBody body, InputStream bytes, long length, Runnable closed) {
    return new Content.Streamed(
        new FilterInputStream(bytes) {
          @Override
          public void close() throws IOException {
            closed.run();
            body.close();
          }
        },
        length);
  }
}
