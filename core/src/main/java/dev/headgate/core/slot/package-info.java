/** Counting leases: how many hold something at once, over all processes. */
@NullMarked
package dev.headgate.core.slot;

import org.jspecify.annotations.NullMarked;
