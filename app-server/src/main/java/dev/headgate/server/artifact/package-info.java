/** Artifacts and large results over HTTP, streamed. */
@NullMarked
package dev.headgate.server.artifact;

import org.jspecify.annotations.NullMarked;
