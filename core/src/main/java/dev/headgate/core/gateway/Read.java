package dev.headgate.core.gateway;

import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.quota.QuotaKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One cacheable read, with what is derived from its request and needed often: at once where every
 * read needs it, and on first use where only one that goes to GitHub does. For one thread.
 */
final class Read {
  private final ApiRequest request;
  private final ResourceKey key;
  private final QuotaKey counter;
  private final Instant arrived;
  private @Nullable Headers bare;
  private @Nullable Fingerprint asked;

  Read(ApiRequest request, QuotaKey counter, Instant arrived) {
    this.request = request;
    this.key = ResourceKey.of(request.target(), request.headers());
    this.counter = counter;
    this.arrived = arrived;
  }

  /** What the client asks. */
  ApiRequest request() {
    return request;
  }

  /** What the resource is known by. */
  ResourceKey key() {
    return key;
  }

  /** What it is booked on. */
  QuotaKey counter() {
    return counter;
  }

  /** When it began. */
  Instant arrived() {
    return arrived;
  }

  /** Whose it is. */
  Fingerprint identity() {
    return request.caller().identity();
  }

  /** Whether the client holds a copy of its own. */
  boolean conditional() {
    return Validators.sent(request.headers());
  }

  /** The fields for GitHub without the client's conditions. */
  Headers bare() {
    if (bare == null) {
      bare =
          conditional() ? request.headers().without(Validators::precondition) : request.headers();
    }
    return bare;
  }

  /** Stands for the field values that a tag may depend on. */
  Fingerprint asked() {
    if (asked == null) {
      asked = Grant.asked(bare());
    }
    return asked;
  }
}
