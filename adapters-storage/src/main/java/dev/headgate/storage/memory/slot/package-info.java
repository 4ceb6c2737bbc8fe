/** Counting leases in memory. */
@NullMarked
package dev.headgate.storage.memory.slot;

import org.jspecify.annotations.NullMarked;
