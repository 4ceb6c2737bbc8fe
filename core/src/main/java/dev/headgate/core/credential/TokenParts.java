package dev.headgate.core.credential;

import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.gateway.Waiter;
import dev.headgate.core.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * What tokens are kept with.
 *
 * @param clock tells GitHub's time
 * @param executor runs what mints, which may block
 */
record TokenParts(
    TokenIssuer issuer,
    SharedTokens shared,
    AuditLog audit,
    Telemetry telemetry,
    InstantSource clock,
    Waiter waiter,
    Executor executor) {}
