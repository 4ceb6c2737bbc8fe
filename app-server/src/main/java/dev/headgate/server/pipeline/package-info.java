/** What every request passes, in a fixed order. */
@NullMarked
package dev.headgate.server.pipeline;

import org.jspecify.annotations.NullMarked;
