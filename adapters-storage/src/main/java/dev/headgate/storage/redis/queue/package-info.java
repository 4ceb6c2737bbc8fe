/** The task queue that all processes of one Redis share. */
@NullMarked
package dev.headgate.storage.redis.queue;

import org.jspecify.annotations.NullMarked;
