package dev.headgate.core.queue;

import java.time.Instant;

/**
 * A worker's hold on a task. Its fence is what counts: once another lease was given out, this one
 * can change nothing any more, however long its holder slept.
 *
 * @param task the task as it was when it was taken
 * @param fence grows with every lease of the task
 * @param until when it ends unless it is renewed, by the queue's clock
 * @param latest when it ends even if it is renewed
 */
public record TaskLease(Task task, long fence, Instant until, Instant latest) {}
