@NullMarked
package dev.headgate.runtime.management;

import org.jspecify.annotations.NullMarked;
