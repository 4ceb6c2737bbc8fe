package dev.headgate.core.cache;

import dev.headgate.core.http.EntityTags;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * GitHub's word that one caller may see one representation: it answered 200 with it, or 304 to its
 * tag, in answer to that caller's own credential. Nothing is ever served without one.
 *
 * @param identity the caller
 * @param representation the id of what he may see
 * @param validatedAt when GitHub said so last
 * @param own header fields that speak of this caller only
 * @param tag the opaque tag that GitHub uses towards him; null where it sent none
 * @param asked what was sent when the tag was learnt, see {@link #asked(Headers)}
 */
public record Grant(
    Fingerprint identity,
    String representation,
    Instant validatedAt,
    Headers own,
    @Nullable String tag,
    Fingerprint asked) {

  /** The grant that a response makes; {@code asked} stands for what was sent. */
  public static Grant received(
      Fingerprint identity,
      Representation representation,
      Headers response,
      Fingerprint asked,
      Instant now) {
    String tag = response.value("ETag");
    return new Grant(
        identity,
        representation.id(),
        now,
        FieldScope.own(response),
        tag == null ? null : EntityTags.opaque(tag),
        asked);
  }

  /** Stands for the exact field values that a tag may depend on. */
  public static Fingerprint asked(Headers request) {
    return Fingerprint.of(
        "asked",
        request.joined("Accept")
            + "\n"
            + request.joined("Authorization")
            + "\n"
            + request.joined("Cookie"));
  }

  /** This grant with that tag. */
  public Grant withTag(String opaque) {
    return new Grant(identity, representation, validatedAt, own, opaque, asked);
  }

  /** This grant, with those of {@code earlier} that it lacks. */
  public Grant withOwn(Headers earlier) {
    Headers merged = own.toBuilder().addMissing(earlier).build();
    return new Grant(identity, representation, validatedAt, merged, tag, asked);
  }

  /** How long ago GitHub confirmed it; never negative. */
  public Duration age(Instant now) {
    return now.isBefore(validatedAt) ? Duration.ZERO : Duration.between(validatedAt, now);
  }
}
