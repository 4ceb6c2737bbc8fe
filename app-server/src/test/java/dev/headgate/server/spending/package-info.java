/** Who spends the quotas, over sockets. */
@NullMarked
package dev.headgate.server.spending;

import org.jspecify.annotations.NullMarked;
