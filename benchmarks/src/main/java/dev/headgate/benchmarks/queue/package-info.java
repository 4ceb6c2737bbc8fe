/** The task queue, measured. */
@NullMarked
package dev.headgate.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
