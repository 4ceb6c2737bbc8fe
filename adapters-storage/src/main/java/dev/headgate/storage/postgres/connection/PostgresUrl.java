package dev.headgate.storage.postgres.connection;

import dev.headgate.core.identity.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The address of a database in one of the forms that people write, with the credentials taken out
 * of it:
 *
 * <ul>
 *   <li>{@code jdbc:postgresql://host:port/database?parameters}, as JDBC has it,
 *   <li>{@code postgres://user:password@host:port/database?parameters}, or {@code postgresql://…},
 *       as libpq and most hosts of databases have it; percent-escapes in it are resolved.
 * </ul>
 *
 * Parameters are the driver's ({@code sslmode}, {@code targetServerType}, …); {@code user} and
 * {@code password} among them are taken out as well. No error message repeats an address, for it
 * may hold a password.
 *
 * @param jdbc the address in JDBC's form, without credentials; a database that it does not name is
 *     called as the user
 */
public record PostgresUrl(String jdbc, @Nullable String user, @Nullable Secret password) {

  private static final String JDBC = "jdbc:postgresql://";
  private static final List<String> LIBPQ = List.of("postgres://", "postgresql://");

  public PostgresUrl {
    requireBare(jdbc);
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it has none of the forms
   */
  public static PostgresUrl parse(String text) {
    if (text.startsWith(JDBC)) {
      return withoutParameters(text, null, null);
    }
    for (String scheme : LIBPQ) {
      if (text.startsWith(scheme)) {
        return fromLibpq(text.substring(scheme.length()));
      }
    }
    throw wrong();
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
      throw wrong();
    }
  }

  private static PostgresUrl fromLibpq(String rest) {
    int slash = rest.indexOf('/');
    int at = slash < 0 ? -1 : rest.lastIndexOf('@', slash);
    if (at < 0) {
      return withoutParameters(JDBC + rest, null, null);
    }
    String credentials = rest.substring(0, at);
    int colon = credentials.indexOf(':');
    String user = decode(colon < 0 ? credentials : credentials.substring(0, colon));
    String password = colon < 0 ? "" : decode(credentials.substring(colon + 1));
    return withoutParameters(JDBC + rest.substring(at + 1), user, secret(password));
  }

  private static PostgresUrl withoutParameters(
      String url, @Nullable String user, @Nullable Secret password) {
    int question = url.indexOf('?');
    if (question < 0) {
      return new PostgresUrl(url, user, password);
    }
    List<String> kept = new ArrayList<>();
    String chosenUser = user;
    Secret chosenPassword = password;
    for (String parameter : url.substring(question + 1).split("&", -1)) {
      if (parameter.startsWith("user=")) {
        chosenUser = decode(parameter.substring("user=".length()));
      } else if (parameter.startsWith("password=")) {
        chosenPassword = secret(decode(parameter.substring("password=".length())));
      } else if (!parameter.isEmpty()) {
        kept.add(parameter);
      }
    }
    String bare = url.substring(0, question);
    String jdbc = kept.isEmpty() ? bare : bare + "?" + String.join("&", kept);
    return new PostgresUrl(jdbc, chosenUser, chosenPassword);
  }

  private static @Nullable Secret secret(String password) {
    return password.isEmpty() ? null : Secret.of(password);
  }

  /** Resolves percent-escapes; a plus stays one, unlike in a form. */
  private static String decode(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      // The message would repeat the escape, which is a part of the password.
      throw wrong();
    }
  }

  private static IllegalArgumentException wrong() {
    return new IllegalArgumentException(
        "url: "
            + Secret.MASK
            + " (expected: jdbc:postgresql://host[:port]/database"
            + " or postgres://user:password@host[:port]/database)");
  }
}
