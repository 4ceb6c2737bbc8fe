/** What is counted and measured, and its exposition to Prometheus. */
@NullMarked
package dev.headgate.runtime.telemetry;

import org.jspecify.annotations.NullMarked;
