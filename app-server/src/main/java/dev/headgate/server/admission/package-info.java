/** The queue in front of GitHub, as users see it. */
@NullMarked
package dev.headgate.server.admission;

import org.jspecify.annotations.NullMarked;
