@NullMarked
package dev.headgate.core.job;

import org.jspecify.annotations.NullMarked;
