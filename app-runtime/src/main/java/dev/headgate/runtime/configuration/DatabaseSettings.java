package dev.headgate.runtime.configuration;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.storage.StoreUrl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Postgres is reached.
 *
 * @param url {@code jdbc:postgresql://host:port/database?parameters}, without credentials; null:
 *     there is no database
 * @param user who connects; null: the driver's default, the user of this process
 * @param password its password; null: none is asked for
 * @param poolSize how many connections this process opens at most
 */
public record DatabaseSettings(
    @Nullable String url, @Nullable String user, @Nullable Secret password, int poolSize) {

  static final Setting<StoreUrl> URL =
      Setting.without(
          "database.url",
          SettingType.url(StoreUrl.POSTGRES_FORM, StoreUrl::postgres),
          "Where Postgres is; required by what is kept there.");
  static final Setting<String> USER =
      Setting.without(
          "database.user",
          SettingType.open("a role of Postgres", text -> text),
          "Who connects, unless the URL says so.");
  static final Setting<Secret> PASSWORD =
      Setting.without("database.password", SettingTypes.SECRET, "The password of that role.");
  static final Setting<Integer> POOL_SIZE =
      Setting.of(
          "database.pool-size",
          SettingTypes.count(1, 1_000, "a whole number, 1 to 1000"),
          "10",
          "Connections that one process opens at most.");
  static final List<Setting<?>> SETTINGS = List.of(URL, USER, PASSWORD, POOL_SIZE);

  public static final DatabaseSettings DEFAULTS = from(SettingValues.NONE);

  public DatabaseSettings {
    Positive.number("poolSize", poolSize);
  }

  static DatabaseSettings from(SettingValues values) {
    @Nullable StoreUrl url = values.find(URL);
    @Nullable String user = values.find(USER);
    @Nullable Secret password = values.find(PASSWORD);
    int poolSize = values.value(POOL_SIZE);
    if (url == null) {
      return new DatabaseSettings(null, user, password, poolSize);
    }
    return new DatabaseSettings(
        url.jdbc(),
        url.user() == null ? user : url.user(),
        url.password() == null ? password : url.password(),
        poolSize);
  }
}
