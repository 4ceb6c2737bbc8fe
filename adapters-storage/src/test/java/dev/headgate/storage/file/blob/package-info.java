/** Tests of blobs as files. */
@NullMarked
package dev.headgate.storage.file.blob;

import org.jspecify.annotations.NullMarked;
