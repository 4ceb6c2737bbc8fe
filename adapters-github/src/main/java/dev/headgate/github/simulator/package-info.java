/** A GitHub that runs on this machine, for anyone's tests. */
@NullMarked
package dev.headgate.github.simulator;

import org.jspecify.annotations.NullMarked;
