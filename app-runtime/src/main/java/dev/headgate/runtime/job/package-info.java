/** Who runs jobs: this machine, or a cluster. */
@NullMarked
package dev.headgate.runtime.job;

import org.jspecify.annotations.NullMarked;
