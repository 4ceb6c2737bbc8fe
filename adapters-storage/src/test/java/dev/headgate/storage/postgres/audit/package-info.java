/** The audit log that all processes of one database write. */
@NullMarked
package dev.headgate.storage.postgres.audit;

import org.jspecify.annotations.NullMarked;
