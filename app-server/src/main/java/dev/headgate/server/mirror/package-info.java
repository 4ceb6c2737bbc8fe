/** GitHub's API, mirrored. */
@NullMarked
package dev.headgate.server.mirror;

import org.jspecify.annotations.NullMarked;
