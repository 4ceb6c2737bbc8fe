package dev.headgate.server.dashboard;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One client of the stream. Written to by one thread, cut off by any. */
final class Listener implements AutoCloseable {
  private final Broadcast broadcast;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread writing;
  private long since;

  Listener(Broadcast broadcast) {
    this.broadcast = broadcast;
  }

  /**
   * Writes, and may be cut off meanwhile.
   *
   * @throws IOException if it was, or the client has left
   */
  void write(OutputStream out, byte[] bytes) throws IOException {
    begin();
    try {
      out.write(bytes);
    } finally {
      end();
    }
  }

  private void begin() {
    lock.lock();
    try {
      since = Broadcast.ticks();
      writing = Thread.currentThread();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      writing = null;
    } finally {
      lock.unlock();
    }
  }

  void cutIfSlow(Duration patience) {
    lock.lock();
    try {
      if (writing != null && Broadcast.longer(since, patience)) {
        writing.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    broadcast.leave(this);
  }
}
