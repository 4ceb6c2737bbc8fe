/** Tests of the buckets in Redis. */
@NullMarked
package dev.headgate.storage.redis.limit;

import org.jspecify.annotations.NullMarked;
