@NullMarked
package dev.headgate.runtime.task.callback;

import org.jspecify.annotations.NullMarked;
