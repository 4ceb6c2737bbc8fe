package dev.headgate.storage.postgres.limit;

import dev.headgate.core.storage.StorageFailure;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Removes the buckets that are full again, a part of the table at a time.
 *
 * <p>A full bucket equals one that never was, so nothing is lost by it. No decision waits for a
 * sweep: what is in use is passed over. Processes may sweep at once; one works then and the others
 * skip that part.
 *
 * <p>Thread-safe.
 */
public final class BucketSweep {

  private static final String PAGES = Sql.load(BucketSweep.class, "pages.sql");
  private static final String SWEEP = Sql.load(BucketSweep.class, "sweep.sql");

  /** Eight megabytes: some 70,000 buckets, a few hundredths of a second. */
  private static final long PAGES_AT_ONCE = 1_024;

  private final PostgresDatabase database;
  private final @Nullable Long now;
  private final ReentrantLock lock = new ReentrantLock();
  private long next;

  /** A sweep that begins at the table's beginning. */
  public BucketSweep(PostgresDatabase database) {
    this(database, null);
  }

  /** At this time, as tests need it, in nanoseconds since the epoch; never in production. */
  BucketSweep(PostgresDatabase database, @Nullable Long now) {
    this.database = database;
    this.now = now;
  }

  /**
   * Sweeps the part after the one before, and begins again at the end of the table.
   *
   * @return how many buckets were removed
   * @throws StorageFailure if the database cannot be asked
   */
  public int step() {
    lock.lock();
    try {
      long pages = database.<Long>read(handle -> handle.createQuery(PAGES).mapTo(Long.class).one());
      long first = next >= pages ? 0 : next;
      next = first + PAGES_AT_ONCE;
      return sweep(first, next);
    } finally {
      lock.unlock();
    }
  }

  private int sweep(long first, long end) {
    return database.<Integer>write(handle ->
        handle
            .createUpdate(SWEEP)
            .bind("first", first)
            .bind("end", end)
            .bind("moment", now)
            .execute());
  }
}
