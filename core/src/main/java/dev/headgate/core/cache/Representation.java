package dev.headgate.core.cache;

import dev.headgate.core.http.Body;
import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer that GitHub gave for a resource, less everything that belongs to a single caller. Two
 * callers whom GitHub shows the same bytes share one representation; whether a caller may see it is
 * not said here but by his {@link Grant}.
 *
 * @param id known by its status and body: equal answers have equal ids
 * @param status the HTTP status
 * @param shared header fields that are the same for everybody, see {@link FieldScope}
 * @param body the uncompressed body
 * @param tag the entity tag as GitHub wrote it; null where it sent none
 * @param vary the field names it varies on; null where it named none
 * @param computed whether the tag agreed with {@link Validator}, so that it may be recomputed for
 *     another caller
 * @param maxAge how long GitHub says that a copy may be used without asking; zero where it says not
 *     at all
 * @param storedAt when it was received whole
 */
public record Representation(
    String id,
    int status,
    Headers shared,
    Body body,
    @Nullable String tag,
    @Nullable List<String> vary,
    boolean computed,
    Duration maxAge,
    Instant storedAt) {

  /** Copies the list. */
  public Representation {
    vary = vary == null ? null : List.copyOf(vary);
  }

  /** The representation that a response makes, its tag compared with the formula. */
  public static Representation received(
      int status, Headers response, Body body, Headers request, Instant now) {
    String tag = response.value("ETag");
    List<String> vary = Validator.vary(response);
    boolean computed =
        tag != null
            && Validator.shaped(EntityTags.opaque(tag))
            && EntityTags.opaque(tag).equals(Validator.of(vary, request, body.bytes()));
    return new Representation(
        id(status, body),
        status,
        FieldScope.shared(response),
        body,
        tag,
        vary,
        computed,
        maxAge(response),
        now);
  }

  /** The empty list, known to be GitHub's answer because it said 304 to its recomputed tag. */
  public static Representation emptyList(Instant now) {
    Body body = new Body(Validator.emptyList());
    return new Representation(
        id(200, body),
        200,
        Headers.of("Content-Type", "application/json; charset=utf-8"),
        body,
        null,
        null,
        true,
        Duration.ZERO,
        now);
  }

  /** This representation with other shared fields. */
  public Representation withShared(Headers other) {
    return new Representation(
        id, status, other, body, tag, vary, computed, maxAge(other), storedAt);
  }

  /** Whether the body is a JSON list. */
  public boolean list() {
    byte[] bytes = body.bytes();
    return bytes.length > 1 && bytes[0] == '[';
  }

  /** About how many bytes of memory it takes. */
  public long weight() {
    return 256 + body.weight() + shared.weight();
  }

  private static Duration maxAge(Headers response) {
    return CacheControl.maxAge(response.joined("Cache-Control"));
  }

  private static String id(int status, Body body) {
    return status + "-" + Validator.digest(body.bytes());
  }
}
