@NullMarked
package dev.headgate.storage.redis.spending;

import org.jspecify.annotations.NullMarked;
