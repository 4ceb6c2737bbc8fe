/** Tests of the breaker in memory. */
@NullMarked
package dev.headgate.storage.memory.breaker;

import org.jspecify.annotations.NullMarked;
