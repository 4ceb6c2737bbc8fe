package dev.headgate.core.link;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What rewriting means, said once more in the plainest way: a recursive descent over well-formed
 * JSON, one string per token.
 */
final class ReferenceRewriter {

  private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*+\"");
  private static final Pattern SCALAR = Pattern.compile("[-+.a-zA-Z0-9]+");
  private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]*");

  private final String json;
  private final Pattern api;
  private final String mirror;
  private final StringBuilder rewritten = new StringBuilder();
  private int position;

  ReferenceRewriter(String json, String api, String mirror) {
    this.json = json;
    this.mirror = mirror;
    this.api =
        Pattern.compile(
            "\"" + spelledAnyhow(api) + "(?::443)?(?=\"|\\\\?/|\\\\u002[fF]|\\?|#|\\{)");
  }

  String rewrite() {
    value("", false, false);
    space();
    return rewritten.append(json.substring(position)).toString();
  }

  private void value(String name, boolean inLinks, boolean directlyInLinks) {
    space();
    char first = json.charAt(position);
    if (first == '{') {
      object(inLinks || name.equals("_links"), !inLinks && name.equals("_links"));
    } else if (first == '[') {
      array(inLinks || name.equals("_links"));
    } else if (first == '"') {
      boolean url = name.equals("url") || name.endsWith("_url") || name.endsWith("Url");
      string(url || directlyInLinks || (inLinks && name.equals("href")));
    } else {
      take(SCALAR);
    }
  }

  private void object(boolean inLinks, boolean directlyInLinks) {
    do {
      one();
      space();
      if (json.charAt(position) == '}') {
        break;
      }
      String name = decoded(take(STRING));
      space();
      one();
      value(name, inLinks, directlyInLinks);
      space();
    } while (json.charAt(position) == ',');
    one();
  }

  private void array(boolean inLinks) {
    do {
      one();
      space();
      if (json.charAt(position) == ']') {
        break;
      }
      value("", inLinks, false);
      space();
    } while (json.charAt(position) == ',');
    one();
  }

  private void string(boolean url) {
    int start = rewritten.length();
    String token = take(STRING);
    Matcher prefix = api.matcher(token);
    if (url && prefix.lookingAt()) {
      boolean escaped = prefix.group().contains("\\/") || prefix.group().contains("\\u002");
      String base = escaped ? mirror.replace("/", "\\/") : mirror;
      rewritten.setLength(start);
      rewritten.append('"').append(base).append(token.substring(prefix.end()));
    }
  }

  private void space() {
    take(SPACE);
  }

  private void one() {
    rewritten.append(json.charAt(position++));
  }

  private String take(Pattern pattern) {
    Matcher matcher = pattern.matcher(json).region(position, json.length());
    if (!matcher.lookingAt()) {
      throw new AssertionError("no " + pattern + " at " + position + " of " + json);
    }
    position = matcher.end();
    rewritten.append(matcher.group());
    return matcher.group();
  }

  private static String decoded(String token) {
    Matcher unicode = Pattern.compile("\\\\u([0-9a-fA-F]{4})").matcher(token);
    String text =
        unicode.replaceAll(found ->
            Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    return text.substring(1, text.length() - 1);
  }

  /** The API's base with any character as itself or as an escape, letters in either case. */
  private static String spelledAnyhow(String api) {
    StringBuilder pattern = new StringBuilder();
    for (int index = 0; index < api.length(); index++) {
      char character = api.charAt(index);
      String plain = Pattern.quote(String.valueOf(character));
      pattern.append(String.format("(?:(?i:%s|\\\\u%04x)", plain, (int) character));
      if (Character.isLetter(character)) {
        pattern.append(String.format("|(?i:\\\\u%04x)", character - ('a' - 'A')));
      }
      pattern.append(character == '/' ? "|\\\\/)" : ")");
    }
    return pattern.toString();
  }
}
