/** Tasks as those see them who hand them in. */
@NullMarked
package dev.headgate.runtime.task;

import org.jspecify.annotations.NullMarked;
