/** Who may do what at Headgate's own endpoints, and with the gateway's own credentials. */
@NullMarked
package dev.headgate.server.access;

import org.jspecify.annotations.NullMarked;
