@NullMarked
package dev.headgate.core.protection;

import org.jspecify.annotations.NullMarked;
