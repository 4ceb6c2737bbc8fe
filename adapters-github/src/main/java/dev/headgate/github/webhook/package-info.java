/** GitHub's webhooks as they come: their payloads, and the deliveries of an App. */
@NullMarked
package dev.headgate.github.webhook;

import org.jspecify.annotations.NullMarked;
