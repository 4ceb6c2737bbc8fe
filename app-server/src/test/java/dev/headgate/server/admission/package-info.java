/** The queue in front of GitHub, over real HTTP. */
@NullMarked
package dev.headgate.server.admission;

import org.jspecify.annotations.NullMarked;
