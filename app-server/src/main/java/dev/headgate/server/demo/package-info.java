/** The main job in one process: a simulated GitHub, the server, callers, and faults on the way. */
@NullMarked
package dev.headgate.server.demo;

import org.jspecify.annotations.NullMarked;
