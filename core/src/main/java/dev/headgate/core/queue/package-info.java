/** Work that is accepted now and done later, by whichever process has a hand free. */
@NullMarked
package dev.headgate.core.queue;

import org.jspecify.annotations.NullMarked;
