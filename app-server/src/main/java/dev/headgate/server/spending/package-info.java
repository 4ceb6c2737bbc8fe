/** Who spends GitHub's quota and until when it lasts, for operators. */
@NullMarked
package dev.headgate.server.spending;

import org.jspecify.annotations.NullMarked;
