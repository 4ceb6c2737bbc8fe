/** Settings that operators change at run time, in Postgres. */
@NullMarked
package dev.headgate.storage.postgres.setting;

import org.jspecify.annotations.NullMarked;
