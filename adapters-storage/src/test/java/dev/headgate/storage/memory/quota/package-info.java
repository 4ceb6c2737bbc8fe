/** Tests of the quota in memory. */
@NullMarked
package dev.headgate.storage.memory.quota;

import org.jspecify.annotations.NullMarked;
