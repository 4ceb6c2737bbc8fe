/** Tests of the assembly. */
@NullMarked
package dev.headgate.storage.memory;

import org.jspecify.annotations.NullMarked;
