/** Who goes first where not everybody can go at once. */
@NullMarked
package dev.headgate.core.priority;

import org.jspecify.annotations.NullMarked;
