package dev.headgate.core.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which header fields travel on and which belong to one connection (RFC 9110 §7.6.1). */
public final class EndToEnd {
  private static final List<String> HOP_BY_HOP =
      List.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final Set<String> OF_THE_WAY =
      Set.of("forwarded", "x-real-ip", "x-original-url", "x-rewrite-url");

  private EndToEnd() {}

  /** The fields that travel on: hop-by-hop ones, and those that Connection names, are left out. */
  public static Headers of(Headers headers) {
    Set<String> named = named(headers.all("Connection"));
    return headers.without(name ->
        hopByHop(name) || (!named.isEmpty() && named.contains(name.toLowerCase(Locale.ROOT))));
  }

  /** Whether a field of that name always belongs to one connection. */
  public static boolean hopByHop(String name) {
    for (String known : HOP_BY_HOP) {
      if (known.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether proxies tell by a field of that name of the way to this server, or of another path that
   * was asked for: the next server must not take it for its own.
   *
   * @param lower the name in lower case
   */
  public static boolean ofTheWay(String lower) {
    return lower.startsWith("x-forwarded-") || OF_THE_WAY.contains(lower);
  }

  /** The names, in lower case, that the lines of a Connection field hold. */
  public static Set<String> named(List<String> connection) {
    Set<String> named = Set.of();
    for (String line : connection) {
      for (String token : line.split(",", -1)) {
        if (named.isEmpty()) {
          named = new HashSet<>();
        }
        named.add(token.strip().toLowerCase(Locale.ROOT));
      }
    }
    return named;
  }
}
