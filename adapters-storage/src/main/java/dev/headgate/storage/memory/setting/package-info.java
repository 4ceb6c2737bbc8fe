/** Settings that operators change at run time, in memory. */
@NullMarked
package dev.headgate.storage.memory.setting;

import org.jspecify.annotations.NullMarked;
