/** Notes on jobs, in Postgres. */
@NullMarked
package dev.headgate.storage.postgres.job;

import org.jspecify.annotations.NullMarked;
