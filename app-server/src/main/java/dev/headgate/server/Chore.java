package dev.headgate.server;

import java.time.Duration;

/**
 * Something that comes round for as long as the server runs; a module adds one to the set of all.
 *
 * @param period about how often
 * @param work what is done; it may block, and may throw a storage failure
 */
public record Chore(Duration period, Runnable work) {}
