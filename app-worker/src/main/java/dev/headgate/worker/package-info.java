/** The worker's executable: does tasks, and shows how it is doing. */
@NullMarked
package dev.headgate.worker;

import org.jspecify.annotations.NullMarked;
