/** Blobs as files of one directory, which several machines may share. */
@NullMarked
package dev.headgate.storage.file.blob;

import org.jspecify.annotations.NullMarked;
