/** How Postgres is reached, and what becomes of calls while it is not. */
@NullMarked
package dev.headgate.storage.postgres.connection;

import org.jspecify.annotations.NullMarked;
