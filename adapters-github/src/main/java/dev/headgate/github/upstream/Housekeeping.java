package dev.headgate.github.upstream;

import dev.headgate.core.thread.Threads;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import okhttp3.ConnectionPool;
import okhttp3.internal.concurrent.TaskRunner;
import okhttp3.internal.connection.ConnectionListener;

/**
 * Closes connections that were idle for too long, or are too many, within a second. OkHttp asks for
 * that after every call; left to itself it wakes a thread each time, for nothing.
 */
final class Housekeeping implements TaskRunner.Backend {
  private static final long ROUND_MILLIS = 1_000;

  private Housekeeping() {}

  /** A pool that is kept in order like this. */
  static ConnectionPool pool(int idleConnections, Duration keepAlive) {
    return new ConnectionPool(
        idleConnections,
        keepAlive.toMillis(),
        TimeUnit.MILLISECONDS,
        new TaskRunner(new Housekeeping(), Logger.getLogger(TaskRunner.class.getName())),
        ConnectionListener.Companion.getNONE());
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  /** Wakes nobody: the thread that waits looks by itself. */
  @Override
  public void coordinatorNotify(TaskRunner runner) {}

  /** Called, as {@link TaskRunner} says, by a thread that holds the runner's monitor. */
  @Override
  public void coordinatorWait(TaskRunner runner, long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    try {
      runner.wait(Math.max(1, Math.min(ROUND_MILLIS, millis)));
    } catch (InterruptedException stopped) {
      runner.cancelAll();
    }
  }

  @Override
  public <T> BlockingQueue<T> decorate(BlockingQueue<T> queue) {
    return queue;
  }

  @Override
  public void execute(TaskRunner runner, Runnable work) {
    Threads.daemon("connections").newThread(work).start();
  }
}
