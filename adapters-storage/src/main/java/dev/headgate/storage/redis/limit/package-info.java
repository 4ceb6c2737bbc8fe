/** Token buckets that all processes of one Redis share. */
@NullMarked
package dev.headgate.storage.redis.limit;

import org.jspecify.annotations.NullMarked;
