/** Token buckets that all processes of one database share. */
@NullMarked
package dev.headgate.storage.postgres.limit;

import org.jspecify.annotations.NullMarked;
