package dev.headgate.runtime.task.job;

import dev.headgate.core.job.JobNotes;
import dev.headgate.core.slot.Slots;

/**
 * Where the processes keep what they must agree on about jobs: beside the queue.
 *
 * @param slots who is under way, who waits; nothing stands in for it while it is away, as no cap
 *     could be kept
 * @param notes what failed, how far each task is
 */
public record JobStore(Slots slots, JobNotes notes) {}
