/** Tests of builds as tasks. */
@NullMarked
package dev.headgate.runtime.task.job;

import org.jspecify.annotations.NullMarked;
