/** Tests with archives that were made to harm. */
@NullMarked
package dev.headgate.core.archive;

import org.jspecify.annotations.NullMarked;
