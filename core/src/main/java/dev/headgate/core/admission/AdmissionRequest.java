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
 * @param patience until when its sender would wait for quota; not after {@code latest}
 * @param latest until when it can be sent at all
 */
public record AdmissionRequest(
    String id,
    QuotaKey key,
    String caller,
    Priority priority,
    Cost cost,
    Instant patience,
    Instant latest) {

  public AdmissionRequest {
    requireNonNull(id, "id");
    requireNonNull(key, "key");
    requireNonNull(caller, "caller");
    requireNonNull(priority, "priority");
    requireNonNull(cost, "cost");
    requireNonNull(latest, "latest");
    patience = patience.isBefore(latest) ? patience : latest;
  }

  /** Until when its sender would wait for the end of such a limit. */
  Instant latest(Attempt.Reason reason) {
    return reason.ofQuota() ? patience : latest;
  }
}
