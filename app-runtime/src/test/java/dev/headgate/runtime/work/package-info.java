@NullMarked
package dev.headgate.runtime.work;

import org.jspecify.annotations.NullMarked;
