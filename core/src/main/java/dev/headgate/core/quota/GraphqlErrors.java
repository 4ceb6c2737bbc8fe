package dev.headgate.core.quota;

import java.nio.charset.StandardCharsets;

/** Finds the errors of a GraphQL response by one scan, without building anything. */
final class GraphqlErrors {
  private static final byte[] NAME = "\"errors\"".getBytes(StandardCharsets.UTF_8);

  /** So much of them tells what kind they are. */
  private static final int READ = 16 * 1024;

  private GraphqlErrors() {}

  /**
   * The response from its {@code errors} member to where that ends; empty where there is none. A
   * member of that name within the data does not count.
   */
  static String in(byte[] body) {
    int depth = 0;
    int from = -1;
    for (int i = 0; i < body.length; i++) {
      byte b = body[i];
      if (b == '"') {
        if (depth == 1 && from < 0 && named(body, i)) {
          from = i;
        }
        i = endOfString(body, i);
      } else if (b == '{' || b == '[') {
        depth++;
      } else if (b == '}' || b == ']') {
        depth--;
      } else if (b == ',' && depth == 1 && from >= 0) {
        return text(body, from, i);
      }
    }
    return from < 0 ? "" : text(body, from, body.length);
  }

  private static boolean named(byte[] body, int at) {
    int end = at + NAME.length;
    if (end > body.length || !matches(body, at)) {
      return false;
    }
    while (end < body.length && body[end] <= ' ') {
      end++;
    }
    return end < body.length && body[end] == ':';
  }

  private static boolean matches(byte[] body, int at) {
    for (int i = 0; i < NAME.length; i++) {
      if (body[at + i] != NAME[i]) {
        return false;
      }
    }
    return true;
  }

  private static int endOfString(byte[] body, int start) {
    for (int i = start + 1; i < body.length; i++) {
      if (body[i] == '\\') {
        i++;
      } else if (body[i] == '"') {
        return i;
      }
    }
    return body.length;
  }

  private static String text(byte[] body, int from, int to) {
    return new String(body, from, Math.min(to - from, READ), StandardCharsets.UTF_8);
  }
}
