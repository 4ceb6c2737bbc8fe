/** What every keeper of tokens does. */
@NullMarked
package dev.headgate.core.credential;

import org.jspecify.annotations.NullMarked;
