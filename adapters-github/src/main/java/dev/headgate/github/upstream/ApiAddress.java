package dev.headgate.github.upstream;

import dev.headgate.core.http.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import okhttp3.HttpUrl;

/** Where the API lies, and the URL of a target beneath it. */
final class ApiAddress {
  private static final String ENTERPRISE = "/api/v3";

  private final HttpUrl origin;
  private final String host;
  private final String prefix;
  private final String graphqlPrefix;

  ApiAddress(URI apiUrl) {
    HttpUrl parsed = HttpUrl.get(apiUrl.toString());
    origin = parsed.newBuilder().encodedPath("/").build();
    host = parsed.host();
    String path = apiUrl.getRawPath();
    prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    graphqlPrefix =
        prefix.endsWith(ENTERPRISE)
            ? prefix.substring(0, prefix.length() - "/v3".length())
            : prefix;
  }

  String host() {
    return host;
  }

  /**
   * The URL whose request line carries the target byte for byte.
   *
   * <p>The builder's own lists are filled, since everything public re-encodes: {@code '} in a query
   * would become {@code %27}, {@code |} in a path {@code %7C}, and dot segments would vanish. Given
   * one "segment" and one "name", it puts the text together as it is.
   *
   * @throws IllegalArgumentException when the target cannot be part of a request line
   */
  HttpUrl of(Target target) {
    checkLine(target.path(), "path");
    checkLine(target.query(), "query");
    boolean graphql = target.path().equals("/graphql");
    String path = (graphql ? graphqlPrefix : prefix) + target.path();
    HttpUrl.Builder url = origin.newBuilder();
    url.getEncodedPathSegments$okhttp().set(0, path.substring(1));
    if (target.hasQuery()) {
      var query = new ArrayList<String>(2);
      Collections.addAll(query, target.query(), null);
      url.setEncodedQueryNamesAndValues$okhttp(query);
    }
    return url.build();
  }

  private static void checkLine(String text, String name) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 127 || c == '#' || (c == '?' && name.equals("path"))) {
        throw new IllegalArgumentException(
            name + ": character %d cannot be sent (expected: origin form)".formatted(i));
      }
    }
  }
}
