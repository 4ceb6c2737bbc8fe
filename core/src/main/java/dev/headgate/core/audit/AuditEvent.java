package dev.headgate.core.audit;

import java.time.Instant;

/**
 * One thing that somebody did.
 *
 * @param at when
 * @param actor who: a principal's id; never a secret
 * @param action what, such as {@code access.denied} or {@code github.write}
 * @param subject on what, such as {@code POST /repos/o/r/issues}
 * @param outcome with which result, such as a status or a reason
 * @param requestId the request it came by
 */
public record AuditEvent(
    Instant at, String actor, String action, String subject, String outcome, String requestId) {}
