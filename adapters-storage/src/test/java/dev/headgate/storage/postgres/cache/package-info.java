/** The response cache in Postgres. */
@NullMarked
package dev.headgate.storage.postgres.cache;

import org.jspecify.annotations.NullMarked;
