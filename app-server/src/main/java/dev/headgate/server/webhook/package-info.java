/** Takes GitHub's webhooks. */
@NullMarked
package dev.headgate.server.webhook;

import org.jspecify.annotations.NullMarked;
