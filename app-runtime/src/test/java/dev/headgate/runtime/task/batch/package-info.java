@NullMarked
package dev.headgate.runtime.task.batch;

import org.jspecify.annotations.NullMarked;
