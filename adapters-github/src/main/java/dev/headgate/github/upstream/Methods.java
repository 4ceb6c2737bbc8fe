package dev.headgate.github.upstream;

/** What a request's method says about its form. */
final class Methods {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}";

  private Methods() {}

  /**
   * The method, fit for a request line.
   *
   * @throws IllegalArgumentException when it is no token (RFC 9110 §9.1)
   */
  static String checked(String method) {
    if (!known(method) && !method.matches(TOKEN)) {
      throw new IllegalArgumentException("method: (expected: a token of RFC 9110)");
    }
    return method;
  }

  /** Whether its requests state a length of 0 when they have no body (RFC 9110 §8.6). */
  static boolean expectsBody(String method) {
    return switch (method) {
      case "POST", "PUT", "PATCH", "PROPPATCH", "REPORT", "QUERY" -> true;
      default -> false;
    };
  }

  private static boolean known(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> true;
      default -> false;
    };
  }
}
