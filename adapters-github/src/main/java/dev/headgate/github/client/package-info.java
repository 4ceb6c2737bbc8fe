/** The gateway as an HTTP client of this process's own: for OkHttp and for hub4j. */
@NullMarked
package dev.headgate.github.client;

import org.jspecify.annotations.NullMarked;
