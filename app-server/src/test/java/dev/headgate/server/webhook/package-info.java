/** GitHub's webhooks, over HTTP against a server and a simulated GitHub. */
@NullMarked
package dev.headgate.server.webhook;

import org.jspecify.annotations.NullMarked;
