/** The mirror's own parts. */
@NullMarked
package dev.headgate.server.mirror;

import org.jspecify.annotations.NullMarked;
