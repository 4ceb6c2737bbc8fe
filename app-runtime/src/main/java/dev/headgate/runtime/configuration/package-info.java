/** Settings: sources, validation, origins. */
@NullMarked
package dev.headgate.runtime.configuration;

import org.jspecify.annotations.NullMarked;
