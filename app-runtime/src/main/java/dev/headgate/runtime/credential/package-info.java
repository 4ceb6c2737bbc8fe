/** The gateway's own credentials, as this server has them. */
@NullMarked
package dev.headgate.runtime.credential;

import org.jspecify.annotations.NullMarked;
