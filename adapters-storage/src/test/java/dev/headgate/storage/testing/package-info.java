/** Real stores for tests. */
@NullMarked
package dev.headgate.storage.testing;

import org.jspecify.annotations.NullMarked;
