/** Tests of counting leases in Redis. */
@NullMarked
package dev.headgate.storage.redis.slot;

import org.jspecify.annotations.NullMarked;
