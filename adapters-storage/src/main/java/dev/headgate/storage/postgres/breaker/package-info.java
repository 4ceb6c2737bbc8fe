/** What processes tell each other of their circuits, in Postgres. */
@NullMarked
package dev.headgate.storage.postgres.breaker;

import org.jspecify.annotations.NullMarked;
