/** The audit log that all processes of one Redis write. */
@NullMarked
package dev.headgate.storage.redis.audit;

import org.jspecify.annotations.NullMarked;
