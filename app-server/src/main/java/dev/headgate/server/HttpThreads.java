package dev.headgate.server;

import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The server's threads. A virtual thread that has written an answer goes on with the connection
 * itself: it looks whether the next request is there, and else leaves the connection to the
 * selector. Another thread would have to be woken for that, after every answer.
 */
final class HttpThreads extends QueuedThreadPool {
  HttpThreads() {
    super(64, 4);
    setName("http");
  }

  @Override
  public void execute(Runnable task) {
    if (task instanceof HttpConnection && Thread.currentThread().isVirtual()) {
      task.run();
    } else {
      super.execute(task);
    }
  }
}
