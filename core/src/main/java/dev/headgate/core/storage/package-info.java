/** What can go wrong with any store, whatever it keeps. */
@NullMarked
package dev.headgate.core.storage;

import org.jspecify.annotations.NullMarked;
