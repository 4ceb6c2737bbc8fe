/** Counting leases that all processes of one database share. */
@NullMarked
package dev.headgate.storage.postgres.slot;

import org.jspecify.annotations.NullMarked;
