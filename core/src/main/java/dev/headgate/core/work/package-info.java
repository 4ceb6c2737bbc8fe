/** The extension point for work of one's own: what a worker asks of those who do its tasks. */
@NullMarked
package dev.headgate.core.work;

import org.jspecify.annotations.NullMarked;
