@NullMarked
package dev.headgate.core.work;

import org.jspecify.annotations.NullMarked;
