/** Tests of the gateway over hand-written parts. */
@NullMarked
package dev.headgate.core.gateway;

import org.jspecify.annotations.NullMarked;
