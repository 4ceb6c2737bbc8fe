/** GitHub's quota ledger in Redis. */
@NullMarked
package dev.headgate.storage.redis.quota;

import org.jspecify.annotations.NullMarked;
