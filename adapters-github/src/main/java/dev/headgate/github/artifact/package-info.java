/** Artifacts of GitHub's workflow runs: found, downloaded to the last byte, checked, kept. */
@NullMarked
package dev.headgate.github.artifact;

import org.jspecify.annotations.NullMarked;
