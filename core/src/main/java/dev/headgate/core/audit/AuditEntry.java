package dev.headgate.core.audit;

/**
 * An event in its place of the chain.
 *
 * @param number its place, from 1, without gaps
 * @param event what happened
 * @param previous the hash of the entry before, 64 hexadecimal digits; zeros before the first
 * @param hash its own, by {@link AuditChain}
 */
public record AuditEntry(long number, AuditEvent event, String previous, String hash) {}
