package dev.headgate.core.admission;

import static java.util.Objects.requireNonNull;

import dev.headgate.core.priority.Priority;
import dev.headgate.core.quota.QuotaKey;
import java.time.Instant;

/**
 * One request that wants to be sent.
 *
 * @param id the request's id
 * @param key whose quota it spends, and which
 * @param caller among whom a class shares fairly
 * @param priority its class
 * @param cost what it takes
 * @param latest until when its sender would wait
 */
public record AdmissionRequest(
    String id, QuotaKey key, String caller, Priority priority, Cost cost, Instant latest) {

  public AdmissionRequest {
    requireNonNull(id, "id");
    requireNonNull(key, "key");
    requireNonNull(caller, "caller");
    requireNonNull(priority, "priority");
    requireNonNull(cost, "cost");
    requireNonNull(latest, "latest");
  }
}
