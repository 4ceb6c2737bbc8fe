package dev.headgate.core.queue;

import dev.headgate.core.priority.Priority;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of one kind and priority are not ended.
 *
 * @param kind the kind
 * @param priority the class
 * @param queued how many can be taken
 * @param waiting how many cannot yet
 * @param running how many are held by workers
 * @param oldest when the one that has been here longest and is not running was accepted; null where
 *     there is none
 */
public record QueueDepth(
    String kind,
    Priority priority,
    long queued,
    long waiting,
    long running,
    @Nullable Instant oldest) {}
