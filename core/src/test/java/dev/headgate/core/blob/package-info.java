/** What every store of blobs promises. */
@NullMarked
package dev.headgate.core.blob;

import org.jspecify.annotations.NullMarked;
