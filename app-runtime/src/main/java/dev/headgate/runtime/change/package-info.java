/** What is changed while a process runs: by operators, for all processes, and in the file. */
@NullMarked
package dev.headgate.runtime.change;

import org.jspecify.annotations.NullMarked;
