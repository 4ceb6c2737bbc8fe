/** Tests of the task queue in Redis. */
@NullMarked
package dev.headgate.storage.redis.queue;

import org.jspecify.annotations.NullMarked;
