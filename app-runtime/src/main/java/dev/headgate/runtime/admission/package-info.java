/** The queue in front of GitHub, put together over the stores that the configuration names. */
@NullMarked
package dev.headgate.runtime.admission;

import org.jspecify.annotations.NullMarked;
