/** Tests of artifacts over HTTP. */
@NullMarked
package dev.headgate.server.artifact;

import org.jspecify.annotations.NullMarked;
