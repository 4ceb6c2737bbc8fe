package dev.headgate.core.identity;

/**
 * Values that are secret because of the name before them: header fields, query and form parameters,
 * JSON members, environment assignments.
 */
final class NamedSecrets {

  private static final int LONGEST_NAME = 48;

  /** Header fields whose whole value is secret, whatever separates it from the name. */
  private static final String[] HEADERS = {
    "authorization",
    "proxy_authorization",
    "cookie",
    "set_cookie",
    "x_headgate_key",
    "x_github_otp",
    "x_api_key",
    "private_token"
  };

  /** Secret after {@code =} or as a quoted JSON member; after a bare colon they are often prose. */
  private static final String[] PARAMETERS = {"sig", "jwt", "otp"};

  private static final String[] SUFFIXES = {
    "token",
    "secret",
    "password",
    "passwd",
    "signature",
    "credential",
    "api_key",
    "apikey",
    "private_key"
  };

  private NamedSecrets() {}

  /** The value after the separator at {@code at}, if the name before it says it is secret. */
  static long valueAfter(String text, int at, int floor) {
    int nameEnd = skipBack(text, at, floor);
    int nameStart = nameEnd;
    while (nameStart > floor
        && nameEnd - nameStart <= LONGEST_NAME
        && isNameChar(text.charAt(nameStart - 1))) {
      nameStart--;
    }
    if (nameEnd - nameStart < 3) {
      return Span.NONE;
    }
    boolean member = text.charAt(at) == ':' && nameEnd < at && text.charAt(nameEnd) != ' ';
    boolean assigned = text.charAt(at) == '=';
    if (isHeader(text, nameStart, nameEnd)) {
      return value(text, at + 1, member, true);
    }
    return (member || assigned) && isParameter(text, nameStart, nameEnd)
        ? value(text, at + 1, member, false)
        : Span.NONE;
  }

  private static boolean isHeader(String text, int start, int end) {
    for (String name : HEADERS) {
      if (name.length() == end - start && endsWith(text, start, end, name)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isParameter(String text, int start, int end) {
    for (String name : PARAMETERS) {
      if (name.length() == end - start && endsWith(text, start, end, name)) {
        return true;
      }
    }
    for (String suffix : SUFFIXES) {
      if (endsWith(text, start, end, suffix)) {
        return true;
      }
    }
    return false;
  }

  /** Compares in place, whatever the case and whether words are joined by - or _. */
  private static boolean endsWith(String text, int start, int end, String name) {
    int from = end - name.length();
    if (from < start) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = text.charAt(from + i);
      char plain = c == '-' ? '_' : Character.toLowerCase(c);
      if (plain != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Back over spaces, a quote and the backslash that may escape it. */
  private static int skipBack(String text, int at, int floor) {
    int end = at;
    while (end > floor && at - end < 4 && isFiller(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static boolean isFiller(char c) {
    return c == ' ' || c == '"' || c == '\'' || c == '\\';
  }

  private static boolean isNameChar(char c) {
    return SecretForms.isAlphanumeric(c) || c == '_' || c == '-';
  }

  private static long value(String text, int from, boolean member, boolean wholeLine) {
    int start = from;
    while (start < text.length() && (text.charAt(start) == ' ' || text.charAt(start) == '[')) {
      start++;
    }
    int opening = start;
    while (opening < text.length() && text.charAt(opening) == '\\') {
      opening++;
    }
    if (opening < text.length() && isQuote(text.charAt(opening))) {
      return closes(text, opening)
          ? Span.NONE
          : Span.of(opening + 1, quotedEnd(text, opening, opening - start));
    }
    // A JSON member without quotes is a number, null or an object: nothing that a mask may replace.
    return member ? Span.NONE : Span.of(start, bareEnd(text, start, wholeLine));
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  /** Whether this quote ends the string around the name rather than begin a value. */
  private static boolean closes(String text, int quote) {
    int next = quote + 1;
    return next == text.length() || ",}]:\\\r\n".indexOf(text.charAt(next)) >= 0;
  }

  /**
   * The closing quote. Behind an opening quote with {@code escapes} backslashes, a quote with more
   * of them belongs to the value; one with an even number ends a string further out.
   */
  private static int quotedEnd(String text, int opening, int escapes) {
    for (int i = opening + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == text.charAt(opening)) {
        int backslashes = i - Math.max(SecretForms.beforeEscape(text, i), opening + 1);
        if (backslashes % 2 == 0 || backslashes <= escapes) {
          return escapes == 0 && c == text.charAt(opening) ? i : i - backslashes;
        }
      }
    }
    return text.length();
  }

  private static int bareEnd(String text, int start, boolean wholeLine) {
    String stops = wholeLine ? "\r\n\"'\\]}" : " \t\r\n\"'\\]}&,;<>()#|";
    int end = start;
    while (end < text.length() && stops.indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }
}
