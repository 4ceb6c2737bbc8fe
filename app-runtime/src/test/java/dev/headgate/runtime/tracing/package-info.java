@NullMarked
package dev.headgate.runtime.tracing;

import org.jspecify.annotations.NullMarked;
