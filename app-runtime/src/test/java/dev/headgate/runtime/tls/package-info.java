/** Certificates, their keys and what listeners do with them. */
@NullMarked
package dev.headgate.runtime.tls;

import org.jspecify.annotations.NullMarked;
