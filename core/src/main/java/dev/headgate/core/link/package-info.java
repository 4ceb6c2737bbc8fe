/** Links that lead back through the mirror. */
@NullMarked
package dev.headgate.core.link;

import org.jspecify.annotations.NullMarked;
