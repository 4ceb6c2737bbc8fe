/** The commands of {@code ./headgate}. */
@NullMarked
package dev.headgate.server.command;

import org.jspecify.annotations.NullMarked;
