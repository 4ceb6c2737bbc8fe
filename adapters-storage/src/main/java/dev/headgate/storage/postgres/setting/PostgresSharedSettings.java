package dev.headgate.storage.postgres.setting;

import dev.headgate.core.setting.SettingsSnapshot;
import dev.headgate.core.setting.SharedSetting;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.storage.postgres.connection.PostgresDatabase;
import dev.headgate.storage.postgres.connection.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What operators change at run time, for all processes of one database; it outlives them.
 *
 * <p>Writes take their turns, whatever they write. After an {@link OutcomeUnknown} a write can be
 * repeated: if it happened, it is refused the second time, for its version has passed.
 */
public final class PostgresSharedSettings implements SharedSettings {

  private static final String CHANGED_SINCE =
      Sql.load(PostgresSharedSettings.class, "changed_since.sql");
  private static final String WRITE = Sql.load(PostgresSharedSettings.class, "write.sql");
  private static final String REMOVE = Sql.load(PostgresSharedSettings.class, "remove.sql");

  private final PostgresDatabase database;

  /** The settings in this database. */
  public PostgresSharedSettings(PostgresDatabase database) {
    this.database = database;
  }

  @Override
  public Optional<SettingsSnapshot> changedSince(long version) {
    return database.read(handle -> changed(handle, version));
  }

  @Override
  public Optional<SharedSetting> write(String name, String text, long expected) {
    SharedSetting.check(name, text);
    Optional<Long> version =
        database.write(handle ->
            handle
                .createQuery(WRITE)
                .bind("name", name)
                .bind("text", text)
                .bind("expected", expected)
                .mapTo(Long.class)
                .findOne());
    return version.map(written -> new SharedSetting(name, text, written));
  }

  @Override
  public boolean remove(String name) {
    return name.indexOf(0) < 0
        && database.<Boolean>write(
            handle -> handle.createQuery(REMOVE).bind("name", name).mapTo(Boolean.class).one());
  }

  private static Optional<SettingsSnapshot> changed(Handle handle, long version) {
    return handle
        .createQuery(CHANGED_SINCE)
        .bind("version", version)
        .scanResultSet((rows, context) -> snapshot(rows.get()));
  }

  /** Each row has the version of the whole, and one setting unless there is none. */
  private static Optional<SettingsSnapshot> snapshot(ResultSet rows) throws SQLException {
    Map<String, SharedSetting> settings = new HashMap<>();
    long whole = -1;
    while (rows.next()) {
      whole = rows.getLong("whole");
      String name = rows.getString("name");
      if (name != null) {
        settings.put(
            name, new SharedSetting(name, rows.getString("text"), rows.getLong("version")));
      }
    }
    return whole < 0 ? Optional.empty() : Optional.of(new SettingsSnapshot(whole, settings));
  }
}
