/** What comes round for as long as a process runs. */
@NullMarked
package dev.headgate.runtime.chore;

import org.jspecify.annotations.NullMarked;
