/** Tests of what GitHub's redirects lead to, and of how downloads share a line. */
@NullMarked
package dev.headgate.github.artifact;

import org.jspecify.annotations.NullMarked;
