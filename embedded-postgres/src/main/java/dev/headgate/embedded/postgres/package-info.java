/** Postgres as what embedded gateways share. */
@NullMarked
package dev.headgate.embedded.postgres;

import org.jspecify.annotations.NullMarked;
