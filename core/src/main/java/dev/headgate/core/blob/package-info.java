/** Content too large for a queue or a cache: kept by name, read as a stream, gone after a while. */
@NullMarked
package dev.headgate.core.blob;

import org.jspecify.annotations.NullMarked;
