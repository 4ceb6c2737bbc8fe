/** The task queue that all processes of one database share. */
@NullMarked
package dev.headgate.storage.postgres.queue;

import org.jspecify.annotations.NullMarked;
