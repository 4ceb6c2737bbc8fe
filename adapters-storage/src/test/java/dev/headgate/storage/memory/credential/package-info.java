/** Sealed tokens in this process's memory. */
@NullMarked
package dev.headgate.storage.memory.credential;

import org.jspecify.annotations.NullMarked;
