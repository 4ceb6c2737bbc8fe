/** Worker processes that die, freeze and lose their store. */
@NullMarked
package dev.headgate.worker.crash;

import org.jspecify.annotations.NullMarked;
