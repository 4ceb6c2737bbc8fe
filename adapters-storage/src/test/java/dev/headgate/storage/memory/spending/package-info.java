/** Settings that operators change at run time, in memory. */
@NullMarked
package dev.headgate.storage.memory.spending;

import org.jspecify.annotations.NullMarked;
