package dev.headgate.storage.postgres.audit;

import dev.headgate.core.audit.AuditEntry;
import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditMark;
import dev.headgate.core.audit.AuditSpan;
import dev.headgate.core.audit.AuditStore;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** The chain in one database: a table of entries, and a row with its ends that writers lock. */
public final class PostgresAuditStore implements AuditStore {
  private static final String APPEND = Sql.load(PostgresAuditStore.class, "append.sql");
  private static final String SPAN = Sql.load(PostgresAuditStore.class, "span.sql");
  private static final String AFTER = Sql.load(PostgresAuditStore.class, "after.sql");
  private static final String BEFORE = Sql.load(PostgresAuditStore.class, "before.sql");
  private static final String REMOVE = Sql.load(PostgresAuditStore.class, "remove.sql");

  private final PostgresDatabase database;

  /** The chain in this database. */
  public PostgresAuditStore(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public AuditSpan span() {
    return database.<AuditSpan>read(handle ->
        handle
            .createQuery(SPAN)
            .map((row, context) -> new AuditSpan(mark(row, "anchor"), mark(row, "head")))
            .findOne()
            .orElse(AuditSpan.EMPTY));
  }

  @Override
  public Appended append(
      long writer, long first, AuditMark expected, List<AuditEntry> entries, AuditMark head) {
    return database.<Appended>write(handle ->
        handle
            .createQuery(APPEND)
            .bind("writer", writer)
            .bind("first", first)
            .bind("expected", expected.number())
            .bind("expected_hash", expected.hash())
            .bind("head", head.number())
            .bind("head_hash", head.hash())
            .bind("head_seal", head.seal())
            .bind("ats", column(entries, entry -> entry.event().at().toString()))
            .bind("actors", column(entries, entry -> entry.event().actor()))
            .bind("actions", column(entries, entry -> entry.event().action()))
            .bind("subjects", column(entries, entry -> entry.event().subject()))
            .bind("outcomes", column(entries, entry -> entry.event().outcome()))
            .bind("request_ids", column(entries, entry -> entry.event().requestId()))
            .bind("previous", column(entries, AuditEntry::previous))
            .bind("hashes", column(entries, AuditEntry::hash))
            .map((row, context) ->
                new Appended(row.getBoolean("appended"), mark(row, "head"), row.getLong("written")))
            .one());
  }

  @Override
  public List<AuditEntry> after(long number, int limit) {
    return entries(AFTER, number, limit);
  }

  @Override
  public List<AuditEntry> before(long number, int limit) {
    return entries(BEFORE, number, limit);
  }

  @Override
  public boolean remove(AuditMark expected, AuditMark anchor) {
    return database.<Boolean>write(handle ->
        handle
            .createQuery(REMOVE)
            .bind("expected_hash", expected.hash())
            .bind("anchor", anchor.number())
            .bind("anchor_hash", anchor.hash())
            .bind("anchor_seal", anchor.seal())
            .mapTo(Boolean.class)
            .one());
  }

  private List<AuditEntry> entries(String query, long number, int limit) {
    return database.<List<AuditEntry>>read(handle ->
        handle
            .createQuery(query)
            .bind("number", number)
            .bind("limit", limit)
            .map((row, context) ->
                new AuditEntry(
                    row.getLong("number"),
                    new AuditEvent(
                        Instant.parse(row.getString("at")),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("subject"),
                        row.getString("outcome"),
                        row.getString("request_id")),
                    row.getString("previous"),
                    row.getString("hash")))
            .list());
  }

  private static AuditMark mark(ResultSet row, String name) throws SQLException {
    return new AuditMark(
        row.getLong(name), row.getString(name + "_hash"), row.getString(name + "_seal"));
  }

  private static String[] column(List<AuditEntry> entries, Function<AuditEntry, String> text) {
    return entries.stream().map(text).toArray(String[]::new);
  }
}
