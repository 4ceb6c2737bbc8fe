/** Who spends GitHub's quota, how fast, and until when it lasts. */
@NullMarked
package dev.headgate.core.spending;

import org.jspecify.annotations.NullMarked;
