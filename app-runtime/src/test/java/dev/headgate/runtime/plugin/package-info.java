@NullMarked
package dev.headgate.runtime.plugin;

import org.jspecify.annotations.NullMarked;
