/** Attempts to get in, to be taken for another, to be shown what is another's, and to wear out. */
@NullMarked
package dev.headgate.server.security;

import org.jspecify.annotations.NullMarked;
