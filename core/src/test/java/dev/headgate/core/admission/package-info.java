@NullMarked
package dev.headgate.core.admission;

import org.jspecify.annotations.NullMarked;
