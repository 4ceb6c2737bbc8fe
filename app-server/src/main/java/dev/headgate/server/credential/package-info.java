/** The gateway's own credentials, as this server has them. */
@NullMarked
package dev.headgate.server.credential;

import org.jspecify.annotations.NullMarked;
