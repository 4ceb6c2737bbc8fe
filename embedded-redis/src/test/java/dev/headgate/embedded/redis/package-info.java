/** Redis under embedded gateways. */
@NullMarked
package dev.headgate.embedded.redis;

import org.jspecify.annotations.NullMarked;
