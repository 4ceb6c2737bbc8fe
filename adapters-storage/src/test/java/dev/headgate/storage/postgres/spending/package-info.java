/** Settings that operators change at run time, in Postgres. */
@NullMarked
package dev.headgate.storage.postgres.spending;

import org.jspecify.annotations.NullMarked;
