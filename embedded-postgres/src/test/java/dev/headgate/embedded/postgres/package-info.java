/** Postgres under embedded gateways. */
@NullMarked
package dev.headgate.embedded.postgres;

import org.jspecify.annotations.NullMarked;
