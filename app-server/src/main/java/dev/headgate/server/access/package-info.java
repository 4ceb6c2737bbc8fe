/** Who may use Headgate's own endpoints. */
@NullMarked
package dev.headgate.server.access;

import org.jspecify.annotations.NullMarked;
