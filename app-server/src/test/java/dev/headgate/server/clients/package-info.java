/** Known clients of GitHub's API, run against the mirror over real sockets. */
@NullMarked
package dev.headgate.server.clients;

import org.jspecify.annotations.NullMarked;
