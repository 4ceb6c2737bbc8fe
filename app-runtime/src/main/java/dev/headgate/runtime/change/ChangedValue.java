package dev.headgate.runtime.change;

/**
 * What an operator set a setting to while processes run.
 *
 * @param text the value, as in a file
 * @param persistent whether processes go by it that start later
 * @param revision the revision of all changes that brought it
 */
public record ChangedValue(String text, boolean persistent, long revision) {}
