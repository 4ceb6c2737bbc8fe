/** Tests of what webhooks mean. */
@NullMarked
package dev.headgate.core.webhook;

import org.jspecify.annotations.NullMarked;
