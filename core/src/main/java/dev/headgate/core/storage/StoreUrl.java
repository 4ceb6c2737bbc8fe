package dev.headgate.core.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.identity.Secret;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a store, as people write it, its credentials taken out of it. Percent-escapes in them
 * are resolved; a plus stays one, unlike in a form. No message repeats a URL, for it may hold a
 * password.
 *
 * @param scheme such as {@code rediss}, in lower case; empty for JDBC's form
 * @param host the host's name or address, of Postgres also several with their ports, as written
 * @param port -1: none is named
 * @param path what follows the slash; empty: nothing
 * @param query what follows the question mark, without credentials; empty: nothing
 */
public record StoreUrl(
    String scheme,
    String host,
    int port,
    String path,
    String query,
    @Nullable String user,
    @Nullable Secret password) {

  /** What {@link #redis} reads. */
  public static final String REDIS_FORM =
      "redis://[[user]:password@]host[:port][/database] or rediss:// over TLS";

  /** What {@link #postgres} reads. */
  public static final String POSTGRES_FORM =
      "jdbc:postgresql://host[:port]/database or"
          + " postgres://[user:password@]host[:port]/database";

  private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])";
  private static final Pattern REDIS_URL =
      Pattern.compile(
          "(?<scheme>rediss?)://(?:(?<credentials>[^@/?#]*)@)?(?<host>"
              + HOST
              + ")"
              + "(?::(?<port>[0-9]{1,5}))?(?:/(?<path>[0-9]{0,4}))?(?<query>)");
  private static final Pattern POSTGRES_URL =
      Pattern.compile(
          "(?:jdbc:postgresql://|(?<scheme>postgres|postgresql)://"
              + "(?:(?<credentials>[^@/?#]*)@)?)(?<host>"
              + HOST
              + "(?::[0-9]{1,5})?(?:,"
              + HOST
              + "(?::[0-9]{1,5})?)*)(?<port>)"
              + "/(?<path>[^/?#]*)(?:\\?(?<query>[^#]*))?");

  /** Redis' number of the database. */
  public int number() {
    return path.isEmpty() ? 0 : Integer.parseInt(path);
  }

  /** Postgres' URL as its driver reads it. */
  public String jdbc() {
    return "jdbc:postgresql://" + host + "/" + path + (query.isEmpty() ? "" : "?" + query);
  }

  /**
   * Reads the URL of a Redis.
   *
   * @throws IllegalArgumentException if it is not {@link #REDIS_FORM}
   */
  public static StoreUrl redis(String text) {
    return read(REDIS_URL, REDIS_FORM, text);
  }

  /**
   * Reads the URL of a database in Postgres: JDBC's form, or libpq's, which most hosts of databases
   * hand out. Several hosts are separated by commas. Parameters are the driver's; {@code user} and
   * {@code password} among them are taken out as well.
   *
   * @throws IllegalArgumentException if it is not {@link #POSTGRES_FORM}
   */
  public static StoreUrl postgres(String text) {
    StoreUrl url = read(POSTGRES_URL, POSTGRES_FORM, text);
    String user = url.user;
    Secret password = url.password;
    List<String> others = new ArrayList<>();
    for (String parameter : url.query.split("&", -1)) {
      if (parameter.startsWith("user=")) {
        user = decoded(parameter.substring("user=".length()), POSTGRES_FORM);
      } else if (parameter.startsWith("password=")) {
        password = secret(decoded(parameter.substring("password=".length()), POSTGRES_FORM));
      } else if (!parameter.isEmpty()) {
        others.add(parameter);
      }
    }
    return new StoreUrl(
        url.scheme, url.host, url.port, url.path, String.join("&", others), user, password);
  }

  private static StoreUrl read(Pattern pattern, String form, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw wrong(form);
    }
    String port = group(matcher, "port");
    String credentials = group(matcher, "credentials");
    int colon = credentials.indexOf(':');
    String user = colon < 0 ? credentials : credentials.substring(0, colon);
    return new StoreUrl(
        group(matcher, "scheme"),
        group(matcher, "host"),
        port.isEmpty() ? -1 : port(port, form),
        group(matcher, "path"),
        group(matcher, "query"),
        user.isEmpty() ? null : decoded(user, form),
        colon < 0 ? null : secret(decoded(credentials.substring(colon + 1), form)));
  }

  private static int port(String text, String form) {
    int port = Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw wrong(form);
    }
    return port;
  }

  private static String group(Matcher matcher, String name) {
    String found = matcher.group(name);
    return found == null ? "" : found;
  }

  private static @Nullable Secret secret(String text) {
    return text.isEmpty() ? null : Secret.of(text);
  }

  /** A plus stays a plus: it means a space in forms only. */
  private static String decoded(String text, String form) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException malformed) {
      // The message would repeat the escape, which is a part of the password.
      throw wrong(form);
    }
  }

  private static IllegalArgumentException wrong(String form) {
    return new IllegalArgumentException("url: %s (expected: %s)".formatted(Secret.MASK, form));
  }
}
