/** Sealed tokens in Postgres. */
@NullMarked
package dev.headgate.storage.postgres.credential;

import org.jspecify.annotations.NullMarked;
