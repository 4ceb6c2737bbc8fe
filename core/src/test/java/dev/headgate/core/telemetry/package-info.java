/** The contract of telemetry. */
@NullMarked
package dev.headgate.core.telemetry;

import org.jspecify.annotations.NullMarked;
