package dev.headgate.core.graphql;

/**
 * Takes a GraphQL document apart (GraphQL specification, October 2021, §2.1), token by token, and
 * writes those that were taken down in one normal form: without comments, commas and the author's
 * white space. Not for several threads.
 */
final class Lexer {
  // What a token is; a mark is its own kind, and a spread is a full stop.
  static final char NAME = 'n';

  static final char NUMBER = '0';
  static final char STRING = '"';
  static final char END = 'e';

  private static final String MARKS = "!$&():=@[]{|}";
  private static final int MOST_TOKENS = 50_000;

  private final String text;
  private final StringBuilder normal = new StringBuilder();
  private int start;
  private int at;
  private int tokens;
  private char kind;

  Lexer(String text) throws Unreadable {
    this.text = text;
    advance();
  }

  /** The kind of the token that comes. */
  char peek() {
    return kind;
  }

  /** Whether the token that comes is that name. */
  boolean comes(String name) {
    return kind == NAME && at - start == name.length() && text.startsWith(name, start);
  }

  /** Takes the token that comes, if it is of that kind. */
  boolean takes(char wanted) throws Unreadable {
    if (kind != wanted) {
      return false;
    }
    take();
    return true;
  }

  /** Takes the token that comes, which must be of that kind. */
  String expect(char wanted) throws Unreadable {
    if (kind != wanted) {
      throw new Unreadable("no " + wanted, start);
    }
    return take();
  }

  /** Takes the token that comes, whatever it is, but not the end. */
  String take() throws Unreadable {
    if (kind == END || ++tokens > MOST_TOKENS) {
      throw new Unreadable("the document ends, or is too long", start);
    }
    String token = text.substring(start, at);
    normal.append(token).append(' ');
    advance();
    return token;
  }

  /** What was taken so far, in its normal form. */
  String normal() {
    return normal.toString();
  }

  private void advance() throws Unreadable {
    ignored();
    start = at;
    if (at >= text.length()) {
      kind = END;
      return;
    }
    char c = text.charAt(at);
    if (letter(c)) {
      kind = NAME;
      while (at < text.length() && (letter(text.charAt(at)) || digit(text.charAt(at)))) {
        at++;
      }
    } else if (digit(c) || c == '-') {
      kind = NUMBER;
      at++;
      while (at < text.length() && number(text.charAt(at))) {
        at++;
      }
    } else if (c == '"') {
      kind = STRING;
      at = text.startsWith("\"\"\"", at) ? endOfBlock(at + 3) : endOfString(at + 1);
    } else if (text.startsWith("...", at)) {
      kind = '.';
      at += 3;
    } else if (MARKS.indexOf(c) >= 0) {
      kind = c;
      at++;
    } else {
      throw new Unreadable("an unknown character", at);
    }
  }

  /** White space, commas, byte order marks, comments. */
  private void ignored() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
          at++;
        }
      } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '\uFEFF') {
        at++;
      } else {
        return;
      }
    }
  }

  private int endOfString(int from) throws Unreadable {
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '"') {
        return i + 1;
      } else if (c == '\n' || c == '\r') {
        break;
      }
    }
    throw new Unreadable("a string does not end", from);
  }

  private int endOfBlock(int from) throws Unreadable {
    int end = from;
    while (true) {
      end = text.indexOf("\"\"\"", end);
      if (end < 0) {
        throw new Unreadable("a block string does not end", from);
      }
      if (text.charAt(end - 1) != '\\') {
        return end + 3;
      }
      end += 3;
    }
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean number(char c) {
    return digit(c) || letter(c) || c == '.' || c == '+' || c == '-';
  }
}
