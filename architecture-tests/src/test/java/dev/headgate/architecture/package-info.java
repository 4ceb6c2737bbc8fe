/** The rules of the house, each with a planted violation that proves it bites. */
@NullMarked
package dev.headgate.architecture;

import org.jspecify.annotations.NullMarked;
