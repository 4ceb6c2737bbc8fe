/** Tests of the work on webhooks. */
@NullMarked
package dev.headgate.runtime.task.webhook;

import org.jspecify.annotations.NullMarked;
