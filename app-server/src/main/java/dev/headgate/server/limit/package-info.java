/** The inbound limits' rules: where they come from, and how operators change them. */
@NullMarked
package dev.headgate.server.limit;

import org.jspecify.annotations.NullMarked;
