package dev.headgate.core.cache;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which representation an Accept field asks for. Clients write the JSON form of GitHub's API in
 * many ways; all of them get one key, so that they share one entry. Anything else is its own text.
 */
final class AcceptKey {
  static final String JSON = "json";

  private static final Set<String> EQUIVALENT =
      Set.of(
          "*/*",
          "application/*",
          "application/json",
          "application/vnd.github+json",
          "application/vnd.github.json",
          "application/vnd.github.v3",
          "application/vnd.github.v3+json");

  private AcceptKey() {}

  static String of(@Nullable String accept) {
    if (accept == null || accept.isBlank()) {
      return JSON;
    }
    if (EQUIVALENT.contains(accept)) {
      return JSON;
    }
    String lower = accept.toLowerCase(Locale.ROOT);
    for (String range : lower.split(",", -1)) {
      if (!EQUIVALENT.contains(mediaRange(range))) {
        return lower.strip();
      }
    }
    return JSON;
  }

  private static String mediaRange(String range) {
    int semicolon = range.indexOf(';');
    String type = (semicolon < 0 ? range : range.substring(0, semicolon)).strip();
    String parameters = semicolon < 0 ? "" : range.substring(semicolon + 1).strip();
    boolean plain =
        parameters.isEmpty() || parameters.startsWith("q=") || parameters.equals("charset=utf-8");
    return plain ? type : range;
  }
}
