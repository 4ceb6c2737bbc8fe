/** Tests of how Redis is reached. */
@NullMarked
package dev.headgate.storage.redis.connection;

import org.jspecify.annotations.NullMarked;
