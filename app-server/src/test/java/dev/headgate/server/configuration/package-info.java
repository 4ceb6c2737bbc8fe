@NullMarked
package dev.headgate.server.configuration;

import org.jspecify.annotations.NullMarked;
