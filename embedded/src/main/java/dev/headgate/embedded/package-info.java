/** Headgate inside another JVM program: assembled by plain Java, on Java 17 and later. */
@NullMarked
package dev.headgate.embedded;

import org.jspecify.annotations.NullMarked;
