/** Tests of who spends GitHub's quota, and until when it lasts. */
@NullMarked
package dev.headgate.core.spending;

import org.jspecify.annotations.NullMarked;
