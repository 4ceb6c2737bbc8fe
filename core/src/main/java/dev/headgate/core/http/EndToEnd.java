package dev.headgate.core.http;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which header fields travel on and which belong to one connection (RFC 9110 §7.6.1). */
public final class EndToEnd {
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private EndToEnd() {}

  /** The fields that travel on: hop-by-hop ones, and those that Connection names, are left out. */
  public static Headers of(Headers headers) {
    Set<String> named = named(headers);
    return headers.without(
        name -> {
          String lower = name.toLowerCase(Locale.ROOT);
          return HOP_BY_HOP.contains(lower) || named.contains(lower);
        });
  }

  private static Set<String> named(Headers headers) {
    Set<String> named = Set.of();
    for (String line : headers.all("Connection")) {
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
