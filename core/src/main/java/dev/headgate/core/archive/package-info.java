/** Archives from strangers, read as a stream and believed in nothing. */
@NullMarked
package dev.headgate.core.archive;

import org.jspecify.annotations.NullMarked;
