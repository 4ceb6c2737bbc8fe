/** Who spends GitHub's quota, in this process's memory. */
@NullMarked
package dev.headgate.storage.memory.spending;

import org.jspecify.annotations.NullMarked;
