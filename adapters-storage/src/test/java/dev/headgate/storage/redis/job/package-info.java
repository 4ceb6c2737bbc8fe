/** Tests of the notes on jobs in Redis. */
@NullMarked
package dev.headgate.storage.redis.job;

import org.jspecify.annotations.NullMarked;
