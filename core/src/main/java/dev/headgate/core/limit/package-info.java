/** Token buckets: the generic cell rate algorithm over many buckets at once. */
@NullMarked
package dev.headgate.core.limit;

import org.jspecify.annotations.NullMarked;
