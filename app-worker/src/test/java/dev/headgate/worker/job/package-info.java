/** Jobs that outlive the workers that look after them. */
@NullMarked
package dev.headgate.worker.job;

import org.jspecify.annotations.NullMarked;
