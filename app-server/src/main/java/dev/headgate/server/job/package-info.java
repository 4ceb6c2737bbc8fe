/** The jobs under way, over HTTP. */
@NullMarked
package dev.headgate.server.job;

import org.jspecify.annotations.NullMarked;
