/** Tests of servers that share a store. */
@NullMarked
package dev.headgate.server.store;

import org.jspecify.annotations.NullMarked;
