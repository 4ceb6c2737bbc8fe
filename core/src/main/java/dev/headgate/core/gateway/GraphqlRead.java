package dev.headgate.core.gateway;

import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.Target;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.quota.QuotaKey;
import java.util.Locale;

/**
 * One GraphQL query, with what is derived from it.
 *
 * @param request what the client asks, its body read
 * @param counter what it is booked on
 * @param key what its answer is known by: a resource of its own for each caller and question, so
 *     that all of one caller's can be forgotten together
 */
record GraphqlRead(ApiRequest request, QuotaKey counter, ResourceKey key) {
  private static final String PATH = "/graphql/";

  GraphqlRead(ApiRequest request, QuotaKey counter) {
    this(request, counter, key(request));
  }

  /** The path that all answers to one caller are kept under. */
  static String path(Fingerprint identity) {
    return PATH + identity.hex();
  }

  /** Whose it is. */
  Fingerprint identity() {
    return request.caller().identity();
  }

  private static ResourceKey key(ApiRequest request) {
    String asked =
        request.target() + "\n" + request.call().content().hex() + fields(request.headers());
    String question = Fingerprint.of("graphql-read", asked).hex();
    Target target = new Target(path(request.caller().identity()), question, true);
    return ResourceKey.of(target, request.headers());
  }

  /** The fields by which GitHub may answer the same query otherwise. */
  private static String fields(Headers headers) {
    StringBuilder fields = new StringBuilder();
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      if (lower.startsWith("x-github-")
          || lower.startsWith("graphql-")
          || lower.equals("cookie")
          || lower.equals("content-type")
          || lower.equals("content-encoding")
          || lower.equals("accept-language")) {
        fields.append('\n').append(lower).append(':').append(value);
      }
    });
    return fields.toString();
  }
}
