/** The process's own resources: processors, memory, network and disk. */
@NullMarked
package dev.headgate.runtime.protection;

import org.jspecify.annotations.NullMarked;
