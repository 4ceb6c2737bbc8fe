/** The API server. */
@NullMarked
package dev.headgate.server;

import org.jspecify.annotations.NullMarked;
