package dev.headgate.core.link;

import java.nio.charset.StandardCharsets;

/**
 * One spelling of an API's base, and what stands in its place behind the mirror.
 *
 * <p>A URL belongs to the base if it begins with the prefix and there ends or continues with a
 * slash, a question mark, a number sign or an opening brace (of a URI template, RFC 6570): {@code
 * https://api.example.evil} does not belong to {@code https://api.example}. Scheme and host are
 * compared without regard to case, the path exactly.
 */
final class ApiPrefix {

  private static final String SIBLING_OF_REST = "/api/v3";
  private static final String GRAPHQL = "/api/graphql";

  private final String text;
  private final int originLength;
  private final String replacement;
  private final byte[] plain;
  private final byte[] slashEscaped;

  private ApiPrefix(String origin, String path, String replacement) {
    this.text = origin + path;
    this.originLength = origin.length();
    this.replacement = replacement;
    this.plain = replacement.getBytes(StandardCharsets.US_ASCII);
    this.slashEscaped = replacement.replace("/", "\\/").getBytes(StandardCharsets.US_ASCII);
  }

  /** The base's own prefix, below {@code origin}. */
  static ApiPrefix rest(String origin, ApiBase github, ApiBase mirror) {
    return new ApiPrefix(origin, github.path(), mirror.toString());
  }

  /** Whether GraphQL lives beside the base, as on GitHub Enterprise Server, and not below it. */
  static boolean hasGraphqlSibling(ApiBase base) {
    return base.path().endsWith(SIBLING_OF_REST);
  }

  /** The prefix of the GraphQL endpoint beside the base, below {@code origin}. */
  static ApiPrefix graphql(String origin, ApiBase github, ApiBase mirror) {
    String target =
        hasGraphqlSibling(mirror)
            ? mirror.origin() + sibling(mirror.path())
            : mirror.toString() + "/graphql";
    return new ApiPrefix(origin, sibling(github.path()), target);
  }

  private static String sibling(String path) {
    return path.substring(0, path.length() - SIBLING_OF_REST.length()) + GRAPHQL;
  }

  /** Whether a URL that has the prefix may go on with this character. */
  static boolean mayFollow(int character) {
    return character == '/' || character == '?' || character == '#' || character == '{';
  }

  String text() {
    return text;
  }

  int length() {
    return text.length();
  }

  int charactersSharedWith(ApiPrefix other) {
    int shared = 0;
    int most = Math.min(length(), other.length());
    while (shared < most && text.charAt(shared) == other.text.charAt(shared)) {
      shared++;
    }
    return shared;
  }

  /** Whether URLs that have this prefix have the other, shorter one as well. */
  boolean liesBelow(ApiPrefix other) {
    return text.startsWith(other.text + "/");
  }

  /** Whether the prefix has this character (or byte) at the index. */
  boolean hasAt(int index, int character) {
    int folded = index < originLength && character >= 'A' && character <= 'Z' ? 0x20 : 0;
    return text.charAt(index) == character + folded;
  }

  boolean begins(String url) {
    return url.regionMatches(true, 0, text, 0, originLength)
        && url.startsWith(text.substring(originLength), originLength)
        && (url.length() == length() || mayFollow(url.charAt(length())));
  }

  /** The URL with the mirror's base in place of this prefix, which it must have. */
  String replaceIn(String url) {
    return replacement + url.substring(length());
  }

  /** The mirror's base as the inside of a JSON string; the array is shared, for reading only. */
  byte[] json(boolean slashesEscaped) {
    return slashesEscaped ? slashEscaped : plain;
  }
}
