package dev.headgate.core.audit;

/**
 * An event and its number among those of its writer, from 1, by which a store tells what it was
 * sent before.
 */
public record NumberedEvent(long number, AuditEvent event) {}
