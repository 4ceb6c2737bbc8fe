/** Everything that one process can keep for itself, assembled. */
@NullMarked
package dev.headgate.storage.memory;

import org.jspecify.annotations.NullMarked;
