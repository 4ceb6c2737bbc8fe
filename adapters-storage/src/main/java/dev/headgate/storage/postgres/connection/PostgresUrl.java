package dev.headgate.storage.postgres.connection;

import dev.headgate.core.identity.Secret;
import dev.headgate.core.storage.StoreUrl;
import org.jspecify.annotations.Nullable;

/**
 * The address of a database, with the credentials taken out of it. No error message repeats an
 * address, for it may hold a password.
 *
 * @param jdbc the address in JDBC's form, without credentials; a database that it does not name is
 *     called as the user
 */
public record PostgresUrl(String jdbc, @Nullable String user, @Nullable Secret password) {

  private static final String JDBC = "jdbc:postgresql://";

  public PostgresUrl {
    requireBare(jdbc);
  }

  /**
   * Reads an address in one of the forms that people write.
   *
   * @throws IllegalArgumentException if it is not {@link StoreUrl#POSTGRES_FORM}
   */
  public static PostgresUrl parse(String text) {
    StoreUrl url = StoreUrl.postgres(text);
    return new PostgresUrl(url.jdbc(), url.user(), url.password());
  }

  /** The same address for this user, and for the one it names itself if that is null. */
  public PostgresUrl as(@Nullable String otherUser, @Nullable Secret otherPassword) {
    return new PostgresUrl(
        jdbc,
        otherUser == null ? user : otherUser,
        otherPassword == null ? password : otherPassword);
  }

  static void requireBare(String jdbc) {
    int path = jdbc.startsWith(JDBC) ? jdbc.indexOf('/', JDBC.length()) : -1;
    if (path <= JDBC.length() || jdbc.substring(0, path).indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "url: %s (expected: %s)".formatted(Secret.MASK, StoreUrl.POSTGRES_FORM));
    }
  }
}
