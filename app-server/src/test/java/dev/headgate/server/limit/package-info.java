/** The inbound limits, over sockets. */
@NullMarked
package dev.headgate.server.limit;

import org.jspecify.annotations.NullMarked;
