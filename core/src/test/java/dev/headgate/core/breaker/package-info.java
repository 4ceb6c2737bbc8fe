/** Tests of the breakers' contract. */
@NullMarked
package dev.headgate.core.breaker;

import org.jspecify.annotations.NullMarked;
