/** How Postgres is reached: settings, the pool, its failures, and the schema. */
@NullMarked
package dev.headgate.storage.postgres.connection;

import org.jspecify.annotations.NullMarked;
