/** Faults that tests put between us and a server. */
@NullMarked
package dev.headgate.core.faults;

import org.jspecify.annotations.NullMarked;
