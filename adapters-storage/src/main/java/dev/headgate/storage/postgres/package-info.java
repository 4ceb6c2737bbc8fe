/** Everything that the processes of one system can keep in Postgres, assembled. */
@NullMarked
package dev.headgate.storage.postgres;

import org.jspecify.annotations.NullMarked;
