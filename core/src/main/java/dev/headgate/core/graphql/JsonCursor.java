package dev.headgate.core.graphql;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a JSON text (RFC 8259) member by member, and past whatever is not asked for, without
 * building anything and without recursion. Not for several threads.
 */
final class JsonCursor {
  private final byte[] json;
  private int at;
  private boolean first;

  JsonCursor(byte[] json) {
    this.json = json;
  }

  /** Enters the object that begins here; false where something else does. */
  boolean enter() {
    if (peek() != '{') {
      return false;
    }
    at++;
    first = true;
    return true;
  }

  /** The name of the next member, whose value comes then; null behind the last one. */
  @Nullable String name() throws Unreadable {
    int next = peek();
    if (next == '}') {
      at++;
      first = false;
      return null;
    }
    if (!first) {
      expect(',');
    }
    first = false;
    String name = string();
    expect(':');
    return name;
  }

  /** The string that begins here. */
  String string() throws Unreadable {
    if (peek() != '"') {
      throw new Unreadable("no string", at);
    }
    int start = at + 1;
    pass();
    return JsonString.decoded(json, start, at - 1);
  }

  /** The value that begins here as it is written; the cursor stands behind it. */
  String raw() throws Unreadable {
    peek();
    int start = at;
    skip();
    return new String(json, start, at - start, StandardCharsets.UTF_8);
  }

  /** Goes past the value that begins here. */
  void skip() throws Unreadable {
    int begins = peek();
    if (begins < 0 || begins == '}' || begins == ']' || begins == ',' || begins == ':') {
      throw new Unreadable("no value", at);
    }
    int depth = 0;
    do {
      int next = peek();
      if (next < 0) {
        throw new Unreadable("the text ends", at);
      } else if (next == '"') {
        pass();
      } else if (next == '{' || next == '[') {
        depth++;
        at++;
      } else if (next == '}' || next == ']') {
        depth--;
        at++;
      } else if (next == ',' || next == ':') {
        at++;
      } else {
        scalar();
      }
    } while (depth > 0);
  }

  /** What begins here, white space aside; -1 at the end. */
  int peek() {
    while (at < json.length && white(json[at])) {
      at++;
    }
    return at < json.length ? json[at] & 0xff : -1;
  }

  /** Whether nothing more comes. */
  boolean atEnd() {
    return peek() < 0;
  }

  private void scalar() {
    while (at < json.length && !white(json[at]) && "{}[],:\"".indexOf(json[at]) < 0) {
      at++;
    }
  }

  /** Goes past the string that begins here. */
  private void pass() throws Unreadable {
    for (int i = at + 1; i < json.length; i++) {
      if (json[i] == '\\') {
        i++;
      } else if (json[i] == '"') {
        at = i + 1;
        return;
      }
    }
    throw new Unreadable("a string does not end", at);
  }

  private void expect(char character) throws Unreadable {
    if (peek() != character) {
      throw new Unreadable("no '" + character + "'", at);
    }
    at++;
  }

  private static boolean white(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
