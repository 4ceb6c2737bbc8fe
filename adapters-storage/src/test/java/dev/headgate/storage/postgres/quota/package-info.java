/** GitHub's quota ledger in Postgres. */
@NullMarked
package dev.headgate.storage.postgres.quota;

import org.jspecify.annotations.NullMarked;
