/** What the core tells about itself. */
@NullMarked
package dev.headgate.core.telemetry;

import org.jspecify.annotations.NullMarked;
