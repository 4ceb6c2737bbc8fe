/** Who may do what, over sockets. */
@NullMarked
package dev.headgate.server.access;

import org.jspecify.annotations.NullMarked;
