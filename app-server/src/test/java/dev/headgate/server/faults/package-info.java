/** What clients see while GitHub, the network or a client itself fails, over real sockets. */
@NullMarked
package dev.headgate.server.faults;

import org.jspecify.annotations.NullMarked;
