/** What the end-to-end tests share. */
@NullMarked
package dev.headgate.server.testing;

import org.jspecify.annotations.NullMarked;
