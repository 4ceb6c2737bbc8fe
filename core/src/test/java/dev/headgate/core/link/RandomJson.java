package dev.headgate.core.link;

import java.util.List;
import java.util.Random;

/** Well-formed JSON that is as unkind to a rewriter as it can be. */
final class RandomJson {

  private static final List<String> NAMES =
      List.of(
          "url",
          "html_url",
          "_url",
          "avatarUrl",
          "Url",
          "href",
          "_links",
          "_links",
          "self",
          "curl",
          "URL",
          "urls",
          "_urls",
          "url_",
          "xurl",
          "body",
          "message",
          "",
          "\\u0075rl",
          "ht\\u006dl_url",
          "a\\/_url",
          "\\\"url",
          "url\\\\",
          "\\u005flinks",
          "h\\u0072ef",
          "\u20ac_url",
          "ur\\u016c",
          "a_very_long_name_of_a_member_that_ends_in_url",
          "\\n_url",
          "\\t_links");
  private static final List<String> VALUES =
      List.of(
          "API",
          "API/user",
          "API?x",
          "API{/x}",
          "API#x",
          "API\\/user",
          "APIx",
          "API.evil",
          "API:443",
          "API:443/x",
          "API:4430/x",
          "API@x",
          "API\\\\x",
          "API\\\"/x",
          "API\\u002fx",
          "API\\nx",
          "h",
          "https://",
          "https:\\/\\/api.github.co",
          "https:\\/\\/api.github.com\\/user",
          "\\u0068ttps://api.github.com/x",
          "\\u0048TTPS:/\\u002Fapi.github.com",
          "HTTPS://API.GitHub.com/x",
          "https://github.com/x",
          " API/",
          "\\\"url\\\":\\\"API/x\\\"",
          "\u20ac\ud83d\ude80API",
          "",
          "\\\\",
          "\\\"",
          "\\ud83d\\ude80",
          "https:\\\\/api.github.com/x",
          "http://api.github.com/x",
          "API/" + "x".repeat(50));
  private static final List<String> SCALARS = List.of("0", "-1.5E+10", "true", "false", "null");

  private final Random random;
  private final String api;
  private final StringBuilder json = new StringBuilder();

  RandomJson(Random random, String api) {
    this.random = random;
    this.api = api;
  }

  String next() {
    json.setLength(0);
    container(true, 5);
    space();
    return json.toString();
  }

  private void value(int depth) {
    space();
    int kind = random.nextInt(depth > 0 ? 10 : 6);
    if (kind < 4) {
      string(VALUES);
    } else if (kind < 6) {
      json.append(SCALARS.get(random.nextInt(SCALARS.size())));
    } else {
      container(kind < 9, depth);
    }
  }

  private void container(boolean object, int depth) {
    json.append(object ? '{' : '[');
    int members = random.nextInt(5);
    for (int member = 0; member < members; member++) {
      if (member > 0) {
        json.append(',');
      }
      if (object) {
        space();
        string(NAMES);
        space();
        json.append(':');
      }
      value(depth - 1);
      space();
    }
    space();
    json.append(object ? '}' : ']');
  }

  private void string(List<String> texts) {
    json.append('"')
        .append(texts.get(random.nextInt(texts.size())).replace("API", api))
        .append('"');
  }

  private void space() {
    if (random.nextInt(4) == 0) {
      json.append(" \t\r\n".charAt(random.nextInt(4)));
    }
  }
}
