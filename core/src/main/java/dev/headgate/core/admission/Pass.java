package dev.headgate.core.admission;

/**
 * The permission to send one request, with everything that was taken for it. Whoever holds one
 * settles it exactly once; the {@link Gates} that made it know its content.
 */
public interface Pass {}
