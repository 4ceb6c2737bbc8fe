/** Tells whoever asked for it that a task has ended. */
@NullMarked
package dev.headgate.runtime.task.callback;

import org.jspecify.annotations.NullMarked;
