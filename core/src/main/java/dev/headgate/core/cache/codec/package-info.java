/** The form in which stores keep what a cache knows. */
@NullMarked
package dev.headgate.core.cache.codec;

import org.jspecify.annotations.NullMarked;
