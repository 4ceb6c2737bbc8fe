package dev.headgate.storage.postgres.audit;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.NumberedEvent;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The events in the database; each of a writer's numbers is written once, however often sent. */
final class AuditTable {

  private static final String APPEND = Sql.load(AuditTable.class, "append.sql");
  private static final String LATEST = Sql.load(AuditTable.class, "latest.sql");
  private static final String TRIM = Sql.load(AuditTable.class, "trim.sql");

  /** How many of the oldest events one call removes at most. */
  private static final int TRIMMED_AT_ONCE = 5_000;

  private final PostgresDatabase database;
  private final long writer = UUID.randomUUID().getMostSignificantBits();

  AuditTable(PostgresDatabase database) {
    this.database = database;
  }

  void append(List<NumberedEvent> events) {
    database.<Integer>write(handle ->
        handle
            .createUpdate(APPEND)
            .bind("writer", writer)
            .bind("numbers", events.stream().mapToLong(NumberedEvent::number).toArray())
            .bind("ats", column(events, event -> event.at().toString()))
            .bind("actors", column(events, AuditEvent::actor))
            .bind("actions", column(events, AuditEvent::action))
            .bind("subjects", column(events, AuditEvent::subject))
            .bind("outcomes", column(events, AuditEvent::outcome))
            .bind("request_ids", column(events, AuditEvent::requestId))
            .execute());
  }

  List<AuditEvent> latest(int limit) {
    return database.<List<AuditEvent>>read(handle ->
        handle
            .createQuery(LATEST)
            .bind("limit", limit)
            .map((row, context) ->
                new AuditEvent(
                    Instant.parse(row.getString("at")),
                    row.getString("actor"),
                    row.getString("action"),
                    row.getString("subject"),
                    row.getString("outcome"),
                    row.getString("request_id")))
            .list());
  }

  /** Removes some of what exceeds that number. */
  void trim(long kept) {
    database.<Integer>write(handle ->
        handle.createUpdate(TRIM).bind("kept", kept).bind("most", TRIMMED_AT_ONCE).execute());
  }

  /** NUL is the one character that the database cannot keep. */
  private static String[] column(List<NumberedEvent> events, Function<AuditEvent, String> text) {
    return events.stream()
        .map(numbered -> text.apply(numbered.event()).replace('\0', '\uFFFD'))
        .toArray(String[]::new);
  }
}
