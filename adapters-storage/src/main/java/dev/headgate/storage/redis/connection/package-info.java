/** How Redis is reached: settings, the client, scripts, and what can go wrong. */
@NullMarked
package dev.headgate.storage.redis.connection;

import org.jspecify.annotations.NullMarked;
