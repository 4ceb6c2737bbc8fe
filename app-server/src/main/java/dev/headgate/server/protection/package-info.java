/** What the server takes on, and whom it turns away. */
@NullMarked
package dev.headgate.server.protection;

import org.jspecify.annotations.NullMarked;
