/** What every process shows of itself to probes and scrapers. */
@NullMarked
package dev.headgate.runtime.management;

import org.jspecify.annotations.NullMarked;
