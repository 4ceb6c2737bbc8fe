/** Tests of the cache in memory. */
@NullMarked
package dev.headgate.storage.memory.cache;

import org.jspecify.annotations.NullMarked;
