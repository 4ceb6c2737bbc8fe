/** Server processes that die while they take what is handed in. */
@NullMarked
package dev.headgate.server.crash;

import org.jspecify.annotations.NullMarked;
