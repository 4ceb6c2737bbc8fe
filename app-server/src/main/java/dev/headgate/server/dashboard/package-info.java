/** The dashboard: its page, and the stream of events that keeps it up to date. */
@NullMarked
package dev.headgate.server.dashboard;

import org.jspecify.annotations.NullMarked;
