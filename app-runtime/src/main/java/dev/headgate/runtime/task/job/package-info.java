/** Builds as tasks: each runs a job, within the caps. */
@NullMarked
package dev.headgate.runtime.task.job;

import org.jspecify.annotations.NullMarked;
