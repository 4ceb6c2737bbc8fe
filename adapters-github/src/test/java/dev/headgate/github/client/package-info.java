/** The gateway as an HTTP client of this process's own. */
@NullMarked
package dev.headgate.github.client;

import org.jspecify.annotations.NullMarked;
