/** HTTP messages as values (RFC 9110). */
@NullMarked
package dev.headgate.core.http;

import org.jspecify.annotations.NullMarked;
