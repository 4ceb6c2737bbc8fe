package dev.headgate.core.identity;

/**
 * The forms of secrets, each looked for around a character that is rare in ordinary text.
 *
 * <p>Every method looks back a bounded distance (never before {@code floor}, the end of what is
 * masked already) and forward only over what it will mask or over a run that it visits once.
 */
final class SecretForms {

  /** Real tokens have 36 and more; from here on even one that was cut short is worth hiding. */
  private static final int MINIMUM_TOKEN = 20;

  private static final int MINIMUM_CREDENTIAL = 8;
  private static final String PAT = "github_pat";
  private static final String BEGIN = "-----BEGIN ";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final int LONGEST_LABEL = 16;
  private static final String END = "-----END ";

  private SecretForms() {}

  static long matchAround(String text, int at, int floor) {
    return switch (text.charAt(at)) {
      case '_' -> githubTokenAround(text, at, floor);
      case '-' -> pemAt(text, at);
      case ' ' -> credentialAfter(text, at, floor);
      case ':' -> text.startsWith("://", at) ? userInfo(text, at + 3) : named(text, at, floor);
      case '=' -> named(text, at, floor);
      default -> Span.NONE;
    };
  }

  private static long named(String text, int at, int floor) {
    return NamedSecrets.valueAfter(text, at, floor);
  }

  private static long githubTokenAround(String text, int at, int floor) {
    int start = githubPrefix(text, at, floor);
    if (start < 0) {
      return Span.NONE;
    }
    int end = tokenRunEnd(text, at + 1);
    return end - at - 1 < MINIMUM_TOKEN ? Span.NONE : Span.of(start, end);
  }

  private static int githubPrefix(String text, int at, int floor) {
    if (at - 3 >= floor
        && text.startsWith("gh", at - 3)
        && "pousr".indexOf(text.charAt(at - 1)) >= 0) {
      return at - 3;
    }
    int pat = at - PAT.length();
    return pat >= floor && text.startsWith(PAT, pat) ? pat : -1;
  }

  /** Whether the J at {@code at} ends {@code eyJ}, the base64url of an opening brace and quote. */
  static boolean startsJwt(String text, int at, int floor) {
    return at - 2 >= floor && text.startsWith("ey", at - 2);
  }

  /** A JSON web token: something long enough, with something after a dot. */
  static long jwtAround(String text, int at, int end) {
    int start = at - 2;
    int dot = at;
    while (dot < end && text.charAt(dot) != '.') {
      dot++;
    }
    return dot + 4 < end && end - start >= MINIMUM_TOKEN ? Span.of(start, end) : Span.NONE;
  }

  static int tokenRunEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isTokenChar(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isTokenChar(char c) {
    return isAlphanumeric(c) || c == '.' || c == '_' || c == '-';
  }

  static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** A private key in PEM, to its last line or as far as its alphabet goes. */
  private static long pemAt(String text, int at) {
    if (!text.startsWith(BEGIN, at)) {
      return Span.NONE;
    }
    int label = at + BEGIN.length();
    int key = label;
    while (key - label <= LONGEST_LABEL && !text.startsWith(PRIVATE, key)) {
      key++;
    }
    if (key - label > LONGEST_LABEL) {
      return Span.NONE;
    }
    int end = key + PRIVATE.length();
    while (end < text.length() && isPemChar(text.charAt(end))) {
      if (text.startsWith(END, end)) {
        return Span.of(at, endOfPemLine(text, end + END.length()));
      }
      end++;
    }
    return Span.of(at, beforeEscape(text, end));
  }

  private static int endOfPemLine(String text, int from) {
    int end = from;
    while (end < text.length() && (text.charAt(end) == ' ' || isTokenChar(text.charAt(end)))) {
      end++;
      if (text.startsWith("-----", end)) {
        return end + 5;
      }
    }
    return end;
  }

  private static boolean isPemChar(char c) {
    return isAlphanumeric(c) || Character.isWhitespace(c) || "+/=\\-:,".indexOf(c) >= 0;
  }

  /** Where a mask may end: a backslash before the end belongs to what follows it. */
  static int beforeEscape(String text, int end) {
    int before = end;
    while (before > 0 && text.charAt(before - 1) == '\\') {
      before--;
    }
    return before;
  }

  /** What follows {@code Bearer}, {@code Basic} or {@code token} and a space. */
  private static long credentialAfter(String text, int at, int floor) {
    int word = at;
    while (word > floor && at - word < 4 && text.charAt(word - 1) == ' ') {
      word--;
    }
    int minimum = credentialMinimum(text, word, floor);
    if (minimum < 0) {
      return Span.NONE;
    }
    int start = at + 1;
    int end = start;
    while (end < text.length() && isCredentialChar(text.charAt(end))) {
      end++;
    }
    return end - start >= minimum && looksRandom(text, start, end)
        ? Span.of(start, end)
        : Span.NONE;
  }

  private static int credentialMinimum(String text, int at, int floor) {
    if (precedes(text, at, floor, "bearer") || precedes(text, at, floor, "basic")) {
      return MINIMUM_CREDENTIAL;
    }
    return precedes(text, at, floor, "token") ? MINIMUM_TOKEN : -1;
  }

  private static boolean precedes(String text, int at, int floor, String word) {
    int start = at - word.length();
    return start >= floor && text.regionMatches(true, start, word, 0, word.length());
  }

  private static boolean isCredentialChar(char c) {
    return isTokenChar(c) || c == '~' || c == '+' || c == '/' || c == '=';
  }

  /** Tells a credential from prose: words have no digits, no padding, no capitals inside. */
  private static boolean looksRandom(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean capital = c >= 'A' && c <= 'Z' && i > start;
      if (capital || c == '=' || (c >= '0' && c <= '9')) {
        return true;
      }
    }
    return end - start >= 2 * MINIMUM_TOKEN;
  }

  /** The user part of a URL: all up to the last {@code @} of the authority. */
  private static long userInfo(String text, int from) {
    int at = -1;
    for (int i = from; i < text.length() && inAuthority(text.charAt(i)); i++) {
      at = text.charAt(i) == '@' ? i : at;
    }
    return Span.of(from, at);
  }

  private static boolean inAuthority(char c) {
    return c > ' ' && "/?#\"'\\<>".indexOf(c) < 0;
  }
}
