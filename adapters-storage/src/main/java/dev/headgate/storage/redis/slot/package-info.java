/** Counting leases that all processes of one Redis share. */
@NullMarked
package dev.headgate.storage.redis.slot;

import org.jspecify.annotations.NullMarked;
