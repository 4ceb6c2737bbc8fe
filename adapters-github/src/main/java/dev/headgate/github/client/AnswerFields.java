package dev.headgate.github.client;

import dev.headgate.core.gateway.ApiAnswer;
import dev.headgate.core.gateway.Content;
import dev.headgate.core.http.Headers;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header of an answer as this process sees it: GitHub's fields, and where they came from. */
final class AnswerFields {
  private AnswerFields() {}

  /**
   * GitHub's fields, then Cache-Status (RFC 9211), X-Cache, Age and the length where it is known.
   */
  static Headers of(ApiAnswer answer) {
    Headers.Builder fields = answer.headers().without(AnswerFields::ours).toBuilder();
    fields.add("Cache-Status", "headgate; " + answer.cacheStatus());
    fields.add("X-Cache", answer.outcome().name());
    @Nullable Duration age = answer.age();
    if (age != null) {
      fields.add("Age", Long.toString(age.toSeconds()));
    }
    long length = length(answer.content());
    if (length > 0) {
      fields.add("Content-Length", Long.toString(length));
    }
    return fields.build();
  }

  /** How many bytes the body has, or -1 where that is not known. */
  static long length(Content content) {
    return content instanceof Content.Streamed streamed
        ? streamed.length()
        : ((Content.Whole) content).body().length();
  }

  private static boolean ours(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "cache-status", "x-cache", "age", "content-length" -> true;
      default -> false;
    };
  }
}
