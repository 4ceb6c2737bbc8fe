@NullMarked
package dev.headgate.storage.memory.queue;

import org.jspecify.annotations.NullMarked;
