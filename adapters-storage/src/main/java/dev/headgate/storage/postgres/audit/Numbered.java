package dev.headgate.storage.postgres.audit;

import dev.headgate.core.audit.AuditEvent;

/** An event and its number among those of this process, from 1. */
record Numbered(long number, AuditEvent event) {}
