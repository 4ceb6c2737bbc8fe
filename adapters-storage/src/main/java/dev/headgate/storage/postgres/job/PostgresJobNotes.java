package dev.headgate.storage.postgres.job;

import dev.headgate.core.job.JobNotes;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Notes that all processes of one database share, a row for each. The database's clock decides; of
 * the rows whose time is up some leave with each that is written. Thread-safe; one statement per
 * call.
 */
public final class PostgresJobNotes implements JobNotes {
  private static final String WRITE = Sql.load(PostgresJobNotes.class, "write.sql");
  private static final String READ = Sql.load(PostgresJobNotes.class, "read.sql");
  private static final String REMOVE = Sql.load(PostgresJobNotes.class, "remove.sql");

  private final PostgresDatabase database;

  /** The notes in this database. */
  public PostgresJobNotes(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public void write(String name, String text, Duration length, Instant now) {
    JobNotes.check(name, text, length);
    database.<Integer>write(handle ->
        handle
            .createUpdate(WRITE)
            .bind("name", name)
            .bind("text", text)
            .bind("length", length.toMillis())
            .execute());
  }

  @Override
  public Optional<String> read(String name, Instant now) {
    return database.read(
        handle -> handle.createQuery(READ).bind("name", name).mapTo(String.class).findOne());
  }

  @Override
  public void remove(String name) {
    database.<Integer>write(handle -> handle.createUpdate(REMOVE).bind("name", name).execute());
  }
}
