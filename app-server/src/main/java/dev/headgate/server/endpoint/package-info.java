/** Headgate's own endpoints. */
@NullMarked
package dev.headgate.server.endpoint;

import org.jspecify.annotations.NullMarked;
