/** Tests of the stored form. */
@NullMarked
package dev.headgate.core.cache.codec;

import org.jspecify.annotations.NullMarked;
