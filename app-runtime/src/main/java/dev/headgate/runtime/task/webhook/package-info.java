/** Works on GitHub's webhooks once they are accepted, and finds those that were missed. */
@NullMarked
package dev.headgate.runtime.task.webhook;

import org.jspecify.annotations.NullMarked;
