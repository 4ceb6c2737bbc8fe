package dev.headgate.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what a client still sends when it has its answer already, such as a body that was
 * refused for its size. A connection that is closed over unread bytes is reset, and the reset may
 * overtake the answer: the client would see a broken connection instead of the reason (RFC 9112
 * §9.6).
 *
 * <p>Holds no thread while it waits. Whoever sends more than {@value #MOST_BYTES} bytes, or takes
 * longer than {@value #SECONDS} s, finds the connection closed.
 */
final class UnreadBody implements Runnable {
  private static final long MOST_BYTES = 8L << 20;
  private static final int SECONDS = 5;

  private final Request request;
  private final Callback answered;
  private final AtomicBoolean over = new AtomicBoolean();
  private long taken;
  private Scheduler.@Nullable Task patience;

  private UnreadBody(Request request, Callback answered) {
    this.request = request;
    this.answered = answered;
  }

  /**
   * What to call when the answer is out: completes {@code answered} when the body is in as well.
   */
  static Callback before(Callback answered, Request request) {
    return Callback.from(new UnreadBody(request, answered), answered::failed);
  }

  @Override
  public void run() {
    while (!over.get()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        waitForMore();
        return;
      }
      taken += chunk.remaining();
      boolean last = chunk.isLast() || Content.Chunk.isFailure(chunk) || taken > MOST_BYTES;
      chunk.release();
      if (last) {
        end(null);
      }
    }
  }

  private void waitForMore() {
    if (patience == null) {
      patience =
          request
              .getComponents()
              .getScheduler()
              .schedule(
                  () -> end(new TimeoutException("the body went on after the answer")),
                  SECONDS,
                  TimeUnit.SECONDS);
    }
    request.demand(this);
  }

  private void end(@Nullable Throwable failure) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    Scheduler.Task waiting = patience;
    if (waiting != null) {
      waiting.cancel();
    }
    if (failure == null) {
      answered.succeeded();
    } else {
      answered.failed(failure);
    }
  }
}
