@NullMarked
package dev.headgate.worker;

import org.jspecify.annotations.NullMarked;
