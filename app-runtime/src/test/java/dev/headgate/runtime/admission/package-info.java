@NullMarked
package dev.headgate.runtime.admission;

import org.jspecify.annotations.NullMarked;
