/** Who spends GitHub's quota, in Postgres. */
@NullMarked
package dev.headgate.storage.postgres.spending;

import org.jspecify.annotations.NullMarked;
