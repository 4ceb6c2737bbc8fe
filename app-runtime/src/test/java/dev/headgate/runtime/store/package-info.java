/** Tests of the way to shared stores. */
@NullMarked
package dev.headgate.runtime.store;

import org.jspecify.annotations.NullMarked;
