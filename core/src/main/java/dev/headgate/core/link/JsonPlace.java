package dev.headgate.core.link;

import dev.headgate.core.link.FieldName.Kind;

/**
 * Where in a JSON text the reader is, as far as it takes to know what the next string means.
 *
 * <p>No stack is kept: a string is a value of a member exactly if a colon precedes it, and of the
 * enclosing containers only their number counts, so that nesting costs nothing. This notices tokens
 * in an impossible order, such as text after a string that a raw quote cut short, but not a brace
 * that closes a bracket. Not thread-safe.
 */
final class JsonPlace {

  /** What a string is that begins here. */
  enum Role {
    /** The name of a member, or a value that has no name of its own. */
    NAME,
    /** The value of a member that holds a URL. */
    URL,
    /** Any other value. */
    TEXT,
    /** No string may begin here. */
    MISPLACED
  }

  private enum Expected {
    /** At the start, after an opening, after a comma. */
    NAME_OR_VALUE,
    /** After a string that may be a name. */
    COLON_OR_END,
    /** After a colon. */
    VALUE,
    /** Within a number or word. */
    SCALAR_OR_END,
    /** After a value. */
    END
  }

  private static final long NOWHERE = Long.MAX_VALUE;

  private Expected expected = Expected.NAME_OR_VALUE;
  private Kind field = Kind.OTHER;
  private long depth;

  /** The depth of the outermost {@code _links} around here. */
  private long linksDepth = NOWHERE;

  /** Goes past a character outside strings; false if it may not stand here. */
  boolean accepts(byte character) {
    return switch (character) {
      case ' ', '\n', '\r', '\t' -> true;
      case ':' -> expected == Expected.COLON_OR_END && expect(Expected.VALUE);
      case ',' -> mayEnd() && expect(Expected.NAME_OR_VALUE);
      case '{', '[' -> open();
      case '}', ']' -> close();
      default -> mayBeScalar() && expect(Expected.SCALAR_OR_END);
    };
  }

  Role openString() {
    return switch (expected) {
      case NAME_OR_VALUE -> Role.NAME;
      case VALUE -> holdsUrl() ? Role.URL : Role.TEXT;
      case COLON_OR_END, SCALAR_OR_END, END -> Role.MISPLACED;
    };
  }

  void closeName(Kind kind) {
    field = kind;
    expected = Expected.COLON_OR_END;
  }

  void closeValue() {
    expected = Expected.END;
  }

  private boolean holdsUrl() {
    return switch (field) {
      case URL -> true;
      case HREF -> depth >= linksDepth;
      case LINKS, OTHER -> depth == linksDepth;
    };
  }

  private boolean open() {
    if (expected != Expected.VALUE && expected != Expected.NAME_OR_VALUE) {
      return false;
    }
    depth++;
    if (expected == Expected.VALUE && field == Kind.LINKS && linksDepth == NOWHERE) {
      linksDepth = depth;
    }
    return expect(Expected.NAME_OR_VALUE);
  }

  private boolean close() {
    if (expected == Expected.VALUE || depth == 0) {
      return false;
    }
    depth--;
    if (depth < linksDepth) {
      linksDepth = NOWHERE;
    }
    // Texts may follow one another, as in a stream of lines.
    return expect(depth == 0 ? Expected.NAME_OR_VALUE : Expected.END);
  }

  private boolean mayEnd() {
    return expected != Expected.NAME_OR_VALUE && expected != Expected.VALUE;
  }

  private boolean mayBeScalar() {
    return expected != Expected.COLON_OR_END && expected != Expected.END;
  }

  private boolean expect(Expected next) {
    expected = next;
    return true;
  }
}
