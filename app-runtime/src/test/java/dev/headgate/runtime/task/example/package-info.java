/** The examples of docs/extending.md, which must compile and work. */
@NullMarked
package dev.headgate.runtime.task.example;

import org.jspecify.annotations.NullMarked;
