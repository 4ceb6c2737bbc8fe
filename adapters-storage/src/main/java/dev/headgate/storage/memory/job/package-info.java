/** Notes on jobs, in this process's memory. */
@NullMarked
package dev.headgate.storage.memory.job;

import org.jspecify.annotations.NullMarked;
