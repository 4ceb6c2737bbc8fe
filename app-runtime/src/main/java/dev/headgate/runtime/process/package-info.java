/** What this process is called among those that share its stores. */
@NullMarked
package dev.headgate.runtime.process;

import org.jspecify.annotations.NullMarked;
