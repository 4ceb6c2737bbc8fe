/** How the program speaks: one line per event, no secret in any of them. */
@NullMarked
package dev.headgate.runtime.logging;

import org.jspecify.annotations.NullMarked;
