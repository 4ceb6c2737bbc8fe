/** The worker: takes tasks out of the queue and has their handlers do them. */
@NullMarked
package dev.headgate.runtime.work;

import org.jspecify.annotations.NullMarked;
