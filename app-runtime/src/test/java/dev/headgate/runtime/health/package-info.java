/** Tests of what is told of this process's health. */
@NullMarked
package dev.headgate.runtime.health;

import org.jspecify.annotations.NullMarked;
