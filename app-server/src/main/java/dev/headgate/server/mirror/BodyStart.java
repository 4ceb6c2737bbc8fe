package dev.headgate.server.mirror;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a body that arrives, or all of it.
 *
 * @param bytes what came; read only
 * @param whole whether that is all
 */
@SuppressWarnings("ArrayRecordComponent")
record BodyStart(byte[] bytes, boolean whole) {
  /**
   * Reads until the body ends, more than {@code max} bytes are there, or there is no memory for
   * more; at most by one piece of the transport's more. Blocks the calling thread.
   *
   * @param room asked whether there is memory for so many bytes more
   * @param patience how long all of it may take
   * @throws InterruptedIOException when the time is up, or the thread is interrupted
   * @throws IOException when the client breaks off
   */
  static BodyStart read(Content.Source source, int max, Duration patience, IntPredicate room)
      throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (true) {
      Content.Chunk chunk = next(source, end);
      byte[] piece = new byte[chunk.remaining()];
      chunk.get(piece, 0, piece.length);
      boolean last = chunk.isLast();
      chunk.release();
      bytes.writeBytes(piece);
      boolean fits = room.test(piece.length);
      if (last || bytes.size() > max || !fits) {
        return new BodyStart(bytes.toByteArray(), last && bytes.size() <= max);
      }
    }
  }

  /**
   * The next piece. However the transport fails to tell that none will come, the wait has an end.
   *
   * @param end by the clock of {@link System#nanoTime()}
   * @throws InterruptedIOException when the time is up, or the thread is interrupted
   * @throws IOException when the client breaks off
   */
  static Content.Chunk next(Content.Source source, long end) throws IOException {
    Content.@Nullable Chunk chunk = source.read();
    while (chunk == null) {
      await(source, end - System.nanoTime());
      chunk = source.read();
    }
    if (Content.Chunk.isFailure(chunk)) {
      throw new IOException("the client's body broke off", chunk.getFailure());
    }
    return chunk;
  }

  private static void await(Content.Source source, long nanos) throws IOException {
    CountDownLatch more = new CountDownLatch(1);
    source.demand(more::countDown);
    try {
      if (!more.await(nanos, TimeUnit.NANOSECONDS)) {
        InterruptedIOException late = new InterruptedIOException("the body did not come in time");
        source.fail(late);
        throw late;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
