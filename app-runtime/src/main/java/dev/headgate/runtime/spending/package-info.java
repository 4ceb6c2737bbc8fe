/** Who spends GitHub's quotas, over all processes. */
@NullMarked
package dev.headgate.runtime.spending;

import org.jspecify.annotations.NullMarked;
