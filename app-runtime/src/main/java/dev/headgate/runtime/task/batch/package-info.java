/** Many requests to GitHub that were handed in at once. */
@NullMarked
package dev.headgate.runtime.task.batch;

import org.jspecify.annotations.NullMarked;
