/** The gateway, put together out of its parts. */
@NullMarked
package dev.headgate.runtime.gateway;

import org.jspecify.annotations.NullMarked;
