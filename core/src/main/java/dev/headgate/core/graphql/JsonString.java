package dev.headgate.core.graphql;

import java.nio.charset.StandardCharsets;

/** Reads the inside of JSON strings (RFC 8259 §7). */
final class JsonString {
  private JsonString() {}

  /** The text between the quotes. */
  static String decoded(byte[] json, int start, int end) throws Unreadable {
    String text = new String(json, start, end - start, StandardCharsets.UTF_8);
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        decoded.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == 'u') {
        decoded.append(unit(text, i + 2));
        i += 5;
      } else {
        decoded.append(escaped(text, ++i));
      }
    }
    return decoded.toString();
  }

  private static char escaped(String text, int at) throws Unreadable {
    char escaped = at < text.length() ? text.charAt(at) : ' ';
    return switch (escaped) {
      case '"', '\\', '/' -> escaped;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw new Unreadable("an unknown escape", at);
    };
  }

  private static char unit(String text, int at) throws Unreadable {
    int unit = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = i < text.length() ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        throw new Unreadable("no hex digit", i);
      }
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }
}
