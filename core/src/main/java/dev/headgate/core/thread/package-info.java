/** Threads on every Java that the core runs on. */
@NullMarked
package dev.headgate.core.thread;

import org.jspecify.annotations.NullMarked;
