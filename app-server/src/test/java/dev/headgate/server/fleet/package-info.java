/** Tests of several servers, each a process of its own, over one shared store. */
@NullMarked
package dev.headgate.server.fleet;

import org.jspecify.annotations.NullMarked;
