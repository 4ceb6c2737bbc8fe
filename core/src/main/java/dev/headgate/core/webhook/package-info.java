/**
 * GitHub's webhooks: which cached resources an event speaks of, and how far they can be relied on.
 */
@NullMarked
package dev.headgate.core.webhook;

import org.jspecify.annotations.NullMarked;
