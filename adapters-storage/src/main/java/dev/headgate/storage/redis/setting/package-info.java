/** What operators change at run time, in Redis. */
@NullMarked
package dev.headgate.storage.redis.setting;

import org.jspecify.annotations.NullMarked;
