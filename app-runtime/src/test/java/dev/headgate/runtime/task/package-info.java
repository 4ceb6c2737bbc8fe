@NullMarked
package dev.headgate.runtime.task;

import org.jspecify.annotations.NullMarked;
