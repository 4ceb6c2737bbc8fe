/** Circuit breakers around upstream services. */
@NullMarked
package dev.headgate.core.breaker;

import org.jspecify.annotations.NullMarked;
