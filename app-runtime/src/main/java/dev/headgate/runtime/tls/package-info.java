/** The certificate that listeners show, and how they speak TLS with it. */
@NullMarked
package dev.headgate.runtime.tls;

import org.jspecify.annotations.NullMarked;
