package dev.headgate.runtime.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headgate.core.identity.Secret;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a store, its credentials taken out of it.
 *
 * @param scheme such as {@code rediss}, in lower case
 * @param host the host's name or address, of Postgres also several with their ports, as written
 * @param port -1: none is named
 * @param path what follows the slash; empty: nothing
 * @param query what follows the question mark, without credentials; empty: nothing
 */
record StoreUrl(
    String scheme,
    String host,
    int port,
    String path,
    String query,
    @Nullable String user,
    @Nullable Secret password) {

  private static final String HOST = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])";
  private static final Pattern REDIS_URL =
      Pattern.compile(
          "(?<scheme>rediss?)://(?:(?<credentials>[^@/?#]*)@)?(?<host>"
              + HOST
              + ")"
              + "(?::(?<port>[0-9]{1,5}))?(?:/(?<path>[0-9]{0,4}))?(?<query>)");
  private static final Pattern POSTGRES_URL =
      Pattern.compile(
          "(?<scheme>jdbc:postgresql|postgres|postgresql)://(?:(?<credentials>[^@/?#]*)@)?(?<host>"
              + HOST
              + "(?::[0-9]{1,5})?(?:,"
              + HOST
              + "(?::[0-9]{1,5})?)*)(?<port>)"
              + "(?:/(?<path>[^/?#]*))?(?:\\?(?<query>[^#]*))?");

  static final SettingType<List<StoreUrl>> REDIS =
      SettingType.url(
          "redis://[[user]:password@]host[:port][/database] or rediss:// over TLS; those of a"
              + " cluster separated by ','",
          text ->
              Arrays.stream(text.split(",", -1)).map(String::strip).map(StoreUrl::redis).toList());

  static final SettingType<StoreUrl> POSTGRES =
      SettingType.url(
          "jdbc:postgresql://host[:port]/database or"
              + " postgres://[user:password@]host[:port]/database",
          StoreUrl::postgres);

  /** Redis' number of the database. */
  int number() {
    return path.isEmpty() ? 0 : Integer.parseInt(path);
  }

  /** Postgres' URL as its driver reads it. */
  String jdbc() {
    return "jdbc:postgresql://" + host + "/" + path + (query.isEmpty() ? "" : "?" + query);
  }

  private static StoreUrl redis(String text) {
    return read(REDIS_URL, text);
  }

  private static StoreUrl postgres(String text) {
    StoreUrl url = read(POSTGRES_URL, text);
    @Nullable String user = url.user;
    @Nullable Secret password = url.password;
    List<String> others = new ArrayList<>();
    for (String parameter : url.query.split("&", -1)) {
      if (parameter.startsWith("user=")) {
        user = decoded(parameter.substring("user=".length()));
      } else if (parameter.startsWith("password=")) {
        password = secret(decoded(parameter.substring("password=".length())));
      } else {
        others.add(parameter);
      }
    }
    return new StoreUrl(
        url.scheme, url.host, url.port, url.path, String.join("&", others), user, password);
  }

  private static StoreUrl read(Pattern form, String text) {
    Matcher matcher = form.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not in this form");
    }
    String port = group(matcher, "port");
    String credentials = group(matcher, "credentials");
    int colon = credentials.indexOf(':');
    String user = colon < 0 ? credentials : credentials.substring(0, colon);
    return new StoreUrl(
        group(matcher, "scheme"),
        group(matcher, "host"),
        port.isEmpty() ? -1 : port(port),
        group(matcher, "path"),
        group(matcher, "query"),
        user.isEmpty() ? null : decoded(user),
        colon < 0 ? null : secret(decoded(credentials.substring(colon + 1))));
  }

  private static int port(String text) {
    int port = Integer.parseInt(text);
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("no port");
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
  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }
}
