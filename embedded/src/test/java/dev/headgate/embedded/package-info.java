/** The embedded gateway against GitHub as it really behaves. */
@NullMarked
package dev.headgate.embedded;

import org.jspecify.annotations.NullMarked;
