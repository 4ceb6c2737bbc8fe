package dev.headgate.github.upstream;

import dev.headgate.core.http.EndToEnd;
import dev.headgate.core.http.Headers;
import java.util.Locale;

/** The header of a request as it goes over the wire, less what OkHttp adds for the connection. */
final class RequestFields {
  private RequestFields() {}

  static okhttp3.Headers of(Headers given, String userAgent) {
    okhttp3.Headers.Builder fields = new okhttp3.Headers.Builder();
    // "Unsafe" lifts OkHttp's limit to ASCII; CR, LF and NUL cannot be in core's Headers.
    EndToEnd.of(given)
        .forEach((name, value) -> {
          if (!replaced(name)) {
            fields.addUnsafeNonAscii(name, value);
          }
        });
    fields.add("User-Agent", userAgent);
    // Stating it keeps OkHttp from doing so and decoding by itself. A part of a compressed body
    // could not be decoded, so parts are asked for as they are.
    fields.add("Accept-Encoding", given.contains("Range") ? "identity" : "gzip");
    return fields.build();
  }

  private static boolean replaced(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "host", "user-agent", "accept-encoding", "content-length", "expect" -> true;
      default -> false;
    };
  }
}
