package dev.headgate.server.dashboard;

import java.time.Instant;
import java.util.function.Function;

/**
 * One part of what the dashboard shows; bound into a set by the feature that knows it.
 *
 * @param name under which the page finds it
 * @param view how things stand at that instant, as its properties or entries make it in JSON. Asked
 *     about once a second while somebody looks, on a virtual thread of its own. It may wait for a
 *     store and may fail as the store does: until it answers, what it said before is shown
 */
public record Panel(String name, Function<Instant, ?> view) {}
