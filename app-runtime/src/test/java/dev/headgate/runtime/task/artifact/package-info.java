/** Tests of artifacts as tasks. */
@NullMarked
package dev.headgate.runtime.task.artifact;

import org.jspecify.annotations.NullMarked;
