package dev.headgate.core.cache;

import dev.headgate.core.http.Headers;
import java.util.Locale;
import java.util.Set;

/**
 * Whose a response's header field is. A few are the same for everybody who may see the resource and
 * are kept with the representation. A few hold for one response only and are never kept. All
 * others, known or not, are taken to speak of the caller and stay with his grant.
 */
public final class FieldScope {
  private static final Set<String> SHARED =
      Set.of(
          "access-control-allow-origin",
          "access-control-expose-headers",
          "cache-control",
          "content-disposition",
          "content-language",
          "content-security-policy",
          "content-type",
          "deprecation",
          "last-modified",
          "link",
          "location",
          "referrer-policy",
          "strict-transport-security",
          "sunset",
          "vary",
          "x-content-type-options",
          "x-frame-options",
          "x-github-api-version-selected",
          "x-github-media-type",
          "x-xss-protection");

  private static final Set<String> MOMENTARY =
      Set.of(
          "age",
          "alt-svc",
          "content-encoding",
          "content-length",
          "date",
          "etag",
          "expires",
          "retry-after",
          "server-timing",
          "set-cookie",
          "x-cache",
          "cache-status",
          "x-github-request-id");

  private FieldScope() {}

  /** The fields that everybody may see. */
  public static Headers shared(Headers response) {
    return response.without(name -> !SHARED.contains(lower(name)));
  }

  /** The fields that speak of the caller and outlive the response. */
  public static Headers own(Headers response) {
    return response.without(name -> {
      String lower = lower(name);
      return SHARED.contains(lower)
          || MOMENTARY.contains(lower)
          || lower.startsWith("x-ratelimit-");
    });
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
