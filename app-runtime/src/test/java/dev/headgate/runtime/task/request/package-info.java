@NullMarked
package dev.headgate.runtime.task.request;

import org.jspecify.annotations.NullMarked;
