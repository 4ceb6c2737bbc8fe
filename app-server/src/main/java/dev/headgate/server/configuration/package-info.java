/** The configuration for its operator: what is in force, and what can be changed meanwhile. */
@NullMarked
package dev.headgate.server.configuration;

import org.jspecify.annotations.NullMarked;
