/** The commands as users give them. */
@NullMarked
package dev.headgate.server.command;

import org.jspecify.annotations.NullMarked;
