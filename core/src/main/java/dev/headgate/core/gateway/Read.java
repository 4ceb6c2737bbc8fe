package dev.headgate.core.gateway;

import dev.headgate.core.cache.Grant;
import dev.headgate.core.cache.ResourceKey;
import dev.headgate.core.http.Headers;
import dev.headgate.core.identity.Fingerprint;
import dev.headgate.core.quota.QuotaKey;
import java.time.Instant;

/**
 * One cacheable read, with what is derived from its request once and needed often.
 *
 * @param request what the client asks
 * @param key what the resource is known by
 * @param bare the fields for GitHub without the client's conditions
 * @param asked stands for the field values that a tag may depend on
 * @param conditional whether the client holds a copy of its own
 * @param counter what it is booked on
 * @param arrived when it began
 */
record Read(
    ApiRequest request,
    ResourceKey key,
    Headers bare,
    Fingerprint asked,
    boolean conditional,
    QuotaKey counter,
    Instant arrived) {

  static Read of(ApiRequest request, QuotaKey counter, Instant now) {
    boolean conditional = Validators.sent(request.headers());
    Headers bare =
        conditional ? request.headers().without(Validators::precondition) : request.headers();
    return new Read(
        request,
        ResourceKey.of(request.target(), request.headers()),
        bare,
        Grant.asked(bare),
        conditional,
        counter,
        now);
  }

  Fingerprint identity() {
    return request.caller().identity();
  }
}
