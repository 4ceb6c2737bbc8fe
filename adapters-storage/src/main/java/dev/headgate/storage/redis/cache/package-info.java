/** The response cache in Redis. */
@NullMarked
package dev.headgate.storage.redis.cache;

import org.jspecify.annotations.NullMarked;
