/** Requests to GitHub that are made later, by a worker. */
@NullMarked
package dev.headgate.runtime.task.request;

import org.jspecify.annotations.NullMarked;
