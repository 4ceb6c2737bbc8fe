/** The gateway's own credentials: whose they are, how they are minted, shared and renewed. */
@NullMarked
package dev.headgate.core.credential;

import org.jspecify.annotations.NullMarked;
