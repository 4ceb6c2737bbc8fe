@NullMarked
package dev.headgate.runtime.protection;

import org.jspecify.annotations.NullMarked;
