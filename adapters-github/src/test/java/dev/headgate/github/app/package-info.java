/** A GitHub App against a simulator that verifies its signatures. */
@NullMarked
package dev.headgate.github.app;

import org.jspecify.annotations.NullMarked;
