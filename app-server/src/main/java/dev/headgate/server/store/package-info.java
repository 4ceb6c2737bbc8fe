/** The stores and their circuits, as an operator sees them. */
@NullMarked
package dev.headgate.server.store;

import org.jspecify.annotations.NullMarked;
