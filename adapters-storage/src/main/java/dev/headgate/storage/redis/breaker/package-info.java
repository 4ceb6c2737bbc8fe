/** What processes tell each other of their circuits, in Redis. */
@NullMarked
package dev.headgate.storage.redis.breaker;

import org.jspecify.annotations.NullMarked;
