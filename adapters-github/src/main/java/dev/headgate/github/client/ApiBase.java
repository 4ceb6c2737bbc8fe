package dev.headgate.github.client;

import dev.headgate.core.http.Target;
import java.net.URI;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Which URLs are the API's, and what they name there. */
final class ApiBase {
  private static final String ENTERPRISE = "/api/v3";

  private final HttpUrl base;
  private final String prefix;
  private final String graphql;

  /**
   * The API at that URL: {@code https://api.github.com}, or {@code https://HOST/api/v3}.
   *
   * @throws IllegalArgumentException if it is no such URL
   */
  ApiBase(URI apiUrl) {
    HttpUrl parsed = HttpUrl.parse(apiUrl.toString());
    if (parsed == null) {
      throw new IllegalArgumentException("apiUrl: no http(s) URL (expected: one)");
    }
    base = parsed;
    String path = parsed.encodedPath();
    prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    graphql =
        prefix.endsWith(ENTERPRISE)
            ? prefix.substring(0, prefix.length() - "/v3".length()) + "/graphql"
            : prefix + "/graphql";
  }

  /** The target beneath the API, byte for byte; null where the URL lies elsewhere. */
  @Nullable Target target(HttpUrl url) {
    if (!url.scheme().equals(base.scheme())
        || !url.host().equals(base.host())
        || url.port() != base.port()) {
      return null;
    }
    String path = url.encodedPath();
    if (path.equals(graphql)) {
      return target("/graphql", url);
    }
    if (path.equals(prefix)) {
      return target("/", url);
    }
    return path.startsWith(prefix + "/") ? target(path.substring(prefix.length()), url) : null;
  }

  private static Target target(String path, HttpUrl url) {
    String query = url.encodedQuery();
    return new Target(path, query == null ? "" : query, query != null);
  }
}
