package dev.headgate.core.http;

/** The syntax of a header field (RFC 9110 §5.1, §5.5), checked so that no field can become two. */
final class FieldSyntax {
  private static final boolean[] TOKEN = new boolean[128];

  static {
    for (char c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (char c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[Character.toUpperCase(c)] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      TOKEN[c] = true;
    }
  }

  private FieldSyntax() {}

  static String name(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name: empty (expected: a token of RFC 9110)");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 128 || !TOKEN[c]) {
        throw new IllegalArgumentException(
            "name: character %d of a field name is no token character (expected: RFC 9110 §5.1)"
                .formatted(i));
      }
    }
    return name;
  }

  static String value(String name, String value) {
    // Three searches of the platform's are faster than one loop that looks at each character.
    if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          name + ": the value has a control character (expected: no CR, LF or NUL)");
    }
    return value;
  }
}
