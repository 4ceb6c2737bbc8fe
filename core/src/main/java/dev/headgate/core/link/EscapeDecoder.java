package dev.headgate.core.link;

/**
 * Reads one escape sequence of a JSON string byte by byte (RFC 8259, section 7). Not thread-safe.
 */
final class EscapeDecoder {

  /** The sequence goes on. */
  static final int UNFINISHED = -1;

  /** The bytes are no escape sequence. */
  static final int INVALID = -2;

  private static final int CLOSED = -1;
  private static final int AFTER_BACKSLASH = 0;

  private int digits = CLOSED;
  private int code;

  /** Begins a sequence after its backslash. */
  void begin() {
    digits = AFTER_BACKSLASH;
    code = 0;
  }

  boolean isOpen() {
    return digits != CLOSED;
  }

  /** The UTF-16 unit that this byte completes, {@link #UNFINISHED} or {@link #INVALID}. */
  int next(byte character) {
    if (digits == AFTER_BACKSLASH && character != 'u') {
      digits = CLOSED;
      return simple(character);
    }
    if (digits > AFTER_BACKSLASH) {
      int digit = Character.digit(character, 16);
      if (digit < 0) {
        digits = CLOSED;
        return INVALID;
      }
      code = code << 4 | digit;
    }
    digits = digits == 4 ? CLOSED : digits + 1;
    return digits == CLOSED ? code : UNFINISHED;
  }

  private static int simple(byte character) {
    return switch (character) {
      case '"', '\\', '/' -> character;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> INVALID;
    };
  }
}
