@NullMarked
package dev.headgate.runtime.change;

import org.jspecify.annotations.NullMarked;
