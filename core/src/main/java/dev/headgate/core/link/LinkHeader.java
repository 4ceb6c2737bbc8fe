package dev.headgate.core.link;

import java.util.function.UnaryOperator;

/**
 * The grammar of a {@code Link} field, as far as it takes to find the targets: a list of {@code
 * <target> *( ; parameter)}, where a parameter may be a quoted string.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8288#section-3">RFC 8288, section 3</a>
 */
final class LinkHeader {

  private final UnaryOperator<String> target;

  /**
   * @param target gives the target to write for a target that was read, the same one to keep it
   */
  LinkHeader(UnaryOperator<String> target) {
    this.target = target;
  }

  String rewrite(String value) {
    StringBuilder rewritten = new StringBuilder(value.length());
    int written = 0;
    int open = linkStart(value, 0);
    while (open >= 0) {
      int close = value.indexOf('>', open);
      if (close < 0) {
        break;
      }
      rewritten.append(value, written, open + 1);
      rewritten.append(target.apply(value.substring(open + 1, close)));
      written = close;
      open = linkStart(value, parametersEnd(value, close + 1));
    }
    String result = rewritten.append(value, written, value.length()).toString();
    return result.equals(value) ? value : result;
  }

  /** Where the next link's angle bracket is, or -1 if no link begins here. */
  private static int linkStart(String value, int from) {
    int index = from;
    while (index < value.length() && isBetweenLinks(value.charAt(index))) {
      index++;
    }
    return index < value.length() && value.charAt(index) == '<' ? index : -1;
  }

  /** RFC 9110, section 5.6.1: a list may have empty elements. */
  private static boolean isBetweenLinks(char character) {
    return character == ' ' || character == '\t' || character == ',';
  }

  /** Where the comma after a link's parameters is, or the value's end. */
  private static int parametersEnd(String value, int from) {
    boolean quoted = false;
    for (int index = from; index < value.length(); index++) {
      char character = value.charAt(index);
      if (character == '"') {
        quoted = !quoted;
      } else if (quoted && character == '\\') {
        index++;
      } else if (!quoted && character == ',') {
        return index;
      }
    }
    return value.length();
  }
}
