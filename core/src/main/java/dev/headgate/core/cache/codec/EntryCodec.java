package dev.headgate.core.cache.codec;

import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.Representation;
import dev.headgate.core.cache.Validator;
import dev.headgate.core.cache.codec.StoredFields.Damaged;
import dev.headgate.core.http.Body;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Turns representations and grants into bytes and back, the same for every store.
 *
 * <p>A body and what is said of it are apart, so that all whose answers have equal bytes share one.
 * The moments are not part of the bytes: a store keeps them by its own clock.
 *
 * <p>Every piece begins with the version of its form and can be checked. One that was written by
 * another version, cut short or changed reads as null and is counted, see {@link
 * CacheUsage#damaged}; it never becomes another answer, nor an exception. Thread-safe.
 */
public final class EntryCodec {
  private final LongAdder damaged = new LongAdder();

  /** The body, compressed where that makes it smaller. */
  public byte[] body(Representation representation) {
    return StoredBody.pack(representation.body().bytes());
  }

  /** Everything of it but the body and the moment. */
  public byte[] fields(Representation representation) {
    List<String> vary = representation.vary();
    StoredBytes bytes =
        new StoredBytes()
            .number(representation.status())
            .headers(representation.shared())
            .text(representation.tag())
            .number(vary == null ? -1 : vary.size());
    if (vary != null) {
      vary.forEach(bytes::text);
    }
    return bytes
        .flag(representation.computed())
        .longNumber(representation.maxAge().toSeconds())
        .sealed();
  }

  /** Everything of it but the identity, the representation's name and the moment. */
  public byte[] grant(Grant grant) {
    return new StoredBytes()
        .headers(grant.own())
        .text(grant.tag())
        .text(grant.asked().hex())
        .sealed();
  }

  /**
   * The representation of that id; null where the bytes are damaged.
   *
   * @param fields what {@link #fields} gave
   * @param body what {@link #body} gave
   */
  public @Nullable Representation representation(
      String id, byte[] fields, byte[] body, Instant storedAt) {
    try {
      byte[] bytes = StoredBody.unpack(body);
      StoredFields read = new StoredFields(fields);
      int status = read.number();
      Headers shared = read.headers();
      String tag = read.optionalText();
      List<String> vary = texts(read);
      boolean computed = read.flag();
      Duration maxAge = Duration.ofSeconds(read.longNumber());
      read.end();
      if (!id.equals(status + "-" + Validator.digest(bytes))) {
        throw new Damaged();
      }
      return new Representation(
          id, status, shared, new Body(bytes), tag, vary, computed, maxAge, storedAt);
    } catch (Damaged unreadable) {
      damaged.increment();
      return null;
    }
  }

  /**
   * The grant; null where the bytes are damaged.
   *
   * @param bytes what {@link #grant(Grant)} gave
   */
  public @Nullable Grant grant(
      byte[] bytes, Fingerprint identity, String representation, Instant validatedAt) {
    try {
      StoredFields read = new StoredFields(bytes);
      Headers own = read.headers();
      String tag = read.optionalText();
      String asked = read.text();
      read.end();
      return new Grant(identity, representation, validatedAt, own, tag, new Fingerprint(asked));
    } catch (Damaged | IllegalArgumentException unreadable) {
      damaged.increment();
      return null;
    }
  }

  /** How many pieces could not be read. */
  public long damaged() {
    return damaged.sum();
  }

  private static @Nullable List<String> texts(StoredFields read) throws Damaged {
    int count = read.number();
    if (count < 0) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(read.text());
    }
    return texts;
  }
}
