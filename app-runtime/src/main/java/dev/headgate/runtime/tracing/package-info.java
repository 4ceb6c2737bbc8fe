/** Traces of requests and tasks, by OpenTelemetry. */
@NullMarked
package dev.headgate.runtime.tracing;

import org.jspecify.annotations.NullMarked;
