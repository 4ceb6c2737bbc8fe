/** Marked, as every package should be. */
@NullMarked
package planted.nullmarked.core.quota;

import org.jspecify.annotations.NullMarked;
