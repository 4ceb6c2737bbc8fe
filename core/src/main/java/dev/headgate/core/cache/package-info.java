/** What may be stored, under which key, and when it may be served (RFC 9111). */
@NullMarked
package dev.headgate.core.cache;

import org.jspecify.annotations.NullMarked;
