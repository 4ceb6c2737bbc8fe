package dev.headgate.server.endpoint;

import dev.headgate.core.audit.AuditEvent;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.storage.OutcomeUnknown;
import dev.headgate.core.storage.StorageFailure;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * Enters in the audit what somebody did through an endpoint, also where it failed. Thread-safe, and
 * does not block on the audit's store.
 */
public final class Deeds {
  private final AuditLog audit;
  private final InstantSource clock;

  /** Enters them there, at that clock's time. */
  public Deeds(AuditLog audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /** It was done, with that outcome. */
  public void done(Call call, String action, String subject, String outcome) {
    audit.append(
        new AuditEvent(
            clock.instant(),
            call.exchange().caller(),
            action,
            subject,
            outcome,
            call.exchange().requestId()));
  }

  /**
   * Tries it. That it fails for want of a store, or may have been done, is entered; that it is done
   * is the caller's to enter, who knows the outcome.
   *
   * @param wanted what is entered as the outcome behind {@code failed:} or {@code unknown:}
   * @throws StorageFailure the deed's own
   */
  public <T> T attempt(Call call, String action, String subject, String wanted, Supplier<T> deed) {
    try {
      return deed.get();
    } catch (StorageFailure away) {
      String how = away instanceof OutcomeUnknown ? "unknown: " : "failed: ";
      done(call, action, subject, how + wanted);
      throw away;
    }
  }
}
