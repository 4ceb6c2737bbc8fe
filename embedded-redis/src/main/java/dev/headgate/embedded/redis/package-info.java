/** Redis as what embedded gateways share. */
@NullMarked
package dev.headgate.embedded.redis;

import org.jspecify.annotations.NullMarked;
