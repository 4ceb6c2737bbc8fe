/** Tests of the cache's rules and contracts. */
@NullMarked
package dev.headgate.core.cache;

import org.jspecify.annotations.NullMarked;
