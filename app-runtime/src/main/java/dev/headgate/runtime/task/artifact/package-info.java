/** Artifacts as tasks: downloaded, checked and kept. */
@NullMarked
package dev.headgate.runtime.task.artifact;

import org.jspecify.annotations.NullMarked;
