/** Token buckets in memory. */
@NullMarked
package dev.headgate.storage.memory.limit;

import org.jspecify.annotations.NullMarked;
