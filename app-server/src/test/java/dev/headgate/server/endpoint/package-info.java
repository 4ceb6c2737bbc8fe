/** Headgate's own endpoints, over sockets. */
@NullMarked
package dev.headgate.server.endpoint;

import org.jspecify.annotations.NullMarked;
