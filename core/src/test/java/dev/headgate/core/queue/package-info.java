/** The contract of task queues. */
@NullMarked
package dev.headgate.core.queue;

import org.jspecify.annotations.NullMarked;
