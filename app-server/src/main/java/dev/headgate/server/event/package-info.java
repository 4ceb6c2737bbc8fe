/** Takes CloudEvents in, each of which becomes a task. */
@NullMarked
package dev.headgate.server.event;

import org.jspecify.annotations.NullMarked;
