package dev.headgate.server.pipeline;

import java.util.Locale;

/**
 * The path that limit rules are matched with. It is the one that arrived but for what would let a
 * caller write the same resource in another way: the forms of GitHub Enterprise Server's URLs are
 * those of github.com's, and characters that need no percent-encoding have none (RFC 3986
 * §6.2.2.2).
 */
public final class LimitedPath {
  private static final String ENTERPRISE = "/api/v3";

  private LimitedPath() {}

  /** The path to match, of a raw one without its query. */
  public static String of(String raw) {
    String path = raw.indexOf('%') < 0 ? raw : decoded(raw);
    if (!path.startsWith("/api/")) {
      return path;
    }
    if (path.equals("/api/graphql")) {
      return "/graphql";
    }
    if (path.equals(ENTERPRISE)) {
      return "/";
    }
    return path.startsWith(ENTERPRISE + "/") ? path.substring(ENTERPRISE.length()) : path;
  }

  private static String decoded(String raw) {
    StringBuilder path = new StringBuilder(raw.length());
    int at = 0;
    while (at < raw.length()) {
      int code = raw.charAt(at) == '%' ? code(raw, at) : -1;
      if (code < 0) {
        path.append(raw.charAt(at++));
      } else if (unreserved(code)) {
        path.append((char) code);
        at += 3;
      } else {
        path.append(raw.substring(at, at + 3).toUpperCase(Locale.ROOT));
        at += 3;
      }
    }
    return path.toString();
  }

  /** The byte that is encoded here; negative for none. */
  private static int code(String raw, int at) {
    if (at + 2 >= raw.length()) {
      return -1;
    }
    int high = Character.digit(raw.charAt(at + 1), 16);
    int low = Character.digit(raw.charAt(at + 2), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }

  private static boolean unreserved(int code) {
    return (code >= 'a' && code <= 'z')
        || (code >= 'A' && code <= 'Z')
        || (code >= '0' && code <= '9')
        || code == '-'
        || code == '.'
        || code == '_'
        || code == '~';
  }
}
