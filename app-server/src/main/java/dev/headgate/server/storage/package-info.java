/** Which store keeps what, by configuration. */
@NullMarked
package dev.headgate.server.storage;

import org.jspecify.annotations.NullMarked;
