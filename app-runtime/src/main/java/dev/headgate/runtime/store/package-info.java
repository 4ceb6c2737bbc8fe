/** The stores that the server shares with others: how they are reached, watched and chosen. */
@NullMarked
package dev.headgate.runtime.store;

import org.jspecify.annotations.NullMarked;
