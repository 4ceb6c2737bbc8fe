package dev.headgate.core.gateway;

import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import dev.headgate.core.http.HttpDate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The validators that a client sends with its own request (RFC 9110 §13). */
final class Validators {
  private static final Set<String> PRECONDITIONS =
      Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range");

  private Validators() {}

  /** Whether a field of that name is a precondition. */
  static boolean precondition(String name) {
    return PRECONDITIONS.contains(name.toLowerCase(Locale.ROOT));
  }

  /** Whether the client holds a copy of its own. */
  static boolean sent(Headers request) {
    return request.contains("If-None-Match") || request.contains("If-Modified-Since");
  }

  /** Whether the client's copy is the one that an answer with these validators would send. */
  static boolean match(Headers request, List<String> tags, @Nullable String lastModified) {
    String noneMatch = request.joined("If-None-Match");
    if (noneMatch != null) {
      List<String> held = EntityTags.list(noneMatch);
      return held.contains("*") || tags.stream().anyMatch(held::contains);
    }
    Optional<Instant> since = HttpDate.parse(request.value("If-Modified-Since"));
    Optional<Instant> modified = HttpDate.parse(lastModified);
    return since.isPresent() && modified.isPresent() && !modified.get().isAfter(since.get());
  }
}
