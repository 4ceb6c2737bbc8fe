/** Large content, kept where the configuration says. */
@NullMarked
package dev.headgate.runtime.blob;

import org.jspecify.annotations.NullMarked;
