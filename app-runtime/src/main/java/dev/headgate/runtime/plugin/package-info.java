/** Task handlers and listeners to webhooks out of jars that were dropped into a directory. */
@NullMarked
package dev.headgate.runtime.plugin;

import org.jspecify.annotations.NullMarked;
