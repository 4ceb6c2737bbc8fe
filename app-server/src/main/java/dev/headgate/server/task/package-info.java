/** Work that callers hand in to be done later. */
@NullMarked
package dev.headgate.server.task;

import org.jspecify.annotations.NullMarked;
