/** Sealed tokens in Redis. */
@NullMarked
package dev.headgate.storage.redis.credential;

import org.jspecify.annotations.NullMarked;
