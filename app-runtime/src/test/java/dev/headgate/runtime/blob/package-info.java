/** Tests of where large content is kept. */
@NullMarked
package dev.headgate.runtime.blob;

import org.jspecify.annotations.NullMarked;
