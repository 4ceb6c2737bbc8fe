package dev.headgate.storage.postgres.queue;

import dev.headgate.core.thread.Threads;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners that something can be taken, as it hears so on a connection of its own, which it
 * has while somebody listens.
 *
 * <p>The database tells at most once in a twentieth of a second for each kind; so a little later
 * the listeners are told once more, for what came meanwhile. They are told as well whenever the
 * connection was made anew: what was said before is lost. A connection that hears nothing is tried
 * now and then, so that one that leads nowhere is noticed.
 *
 * <p>Thread-safe.
 */
final class TaskHints {
  private static final Logger LOG = LoggerFactory.getLogger(TaskHints.class);
  private static final String LISTEN = "LISTEN headgate_tasks";

  /** Longer than the database keeps silent after it told. */
  private static final Duration ECHO = Duration.ofMillis(100);

  private static final Duration TRIED_EVERY = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final PostgresDatabase database;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread ear;

  TaskHints(PostgresDatabase database) {
    this.database = database;
  }

  /** Tells that one as well, until what is returned is run. */
  Runnable add(Runnable listener) {
    lock.lock();
    try {
      listeners.add(listener);
      if (ear == null) {
        ear = Threads.startLight("postgres-task-hints", this::hear);
      }
    } finally {
      lock.unlock();
    }
    return () -> remove(listener);
  }

  private void remove(Runnable listener) {
    lock.lock();
    try {
      listeners.remove(listener);
      if (listeners.isEmpty() && ear != null) {
        ear.interrupt();
        ear = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void hear() {
    boolean told = false;
    while (!Thread.currentThread().isInterrupted()) {
      try (Connection connection = database.apart(ANSWER)) {
        listen(connection);
      } catch (SQLException lost) {
        if (!told && !Thread.currentThread().isInterrupted()) {
          LOG.debug("hints at new tasks are not heard: {}", lost.getMessage());
        }
        told = true;
        pause();
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      PGConnection server = connection.unwrap(PGConnection.class);
      statement.execute(LISTEN);
      tell();
      boolean echo = false;
      while (!Thread.currentThread().isInterrupted()) {
        Duration wait = echo ? ECHO : TRIED_EVERY;
        PGNotification[] heard = server.getNotifications(Math.toIntExact(wait.toMillis()));
        boolean something = heard != null && heard.length > 0;
        if (something || echo) {
          tell();
        } else {
          statement.execute("SELECT 1");
        }
        echo = something;
      }
    }
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException failed) {
        // A listener's fault must not make the others deaf.
        LOG.warn("a listener for new tasks failed", failed);
      }
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
