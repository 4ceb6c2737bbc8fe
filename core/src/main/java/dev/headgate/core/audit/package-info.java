/** Who did what, with which result. */
@NullMarked
package dev.headgate.core.audit;

import org.jspecify.annotations.NullMarked;
