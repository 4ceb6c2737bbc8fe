/** Who spends GitHub's quota, in Redis. */
@NullMarked
package dev.headgate.storage.redis.spending;

import org.jspecify.annotations.NullMarked;
