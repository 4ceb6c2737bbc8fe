/**
 * Links that lead back through the mirror: GitHub's API URLs in {@code Link}, {@code Location} and
 * JSON bodies become the mirror's, so that a client which follows what it was given stays behind
 * the mirror.
 *
 * <p>{@link dev.headgate.core.link.LinkRewriter} is the entry point. Nothing here knows HTTP
 * messages; the caller decides which fields and bodies to hand over, and changes {@code
 * Content-Length} accordingly. Only answers on their way to a client are rewritten, never what is
 * stored: the mirror's own base may differ from client to client.
 */
@NullMarked
package dev.headgate.core.link;

import org.jspecify.annotations.NullMarked;
