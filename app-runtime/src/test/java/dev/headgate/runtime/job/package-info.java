@NullMarked
package dev.headgate.runtime.job;

import org.jspecify.annotations.NullMarked;
