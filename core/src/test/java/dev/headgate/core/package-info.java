/** What every test of the core and of its adapters shares. */
@NullMarked
package dev.headgate.core;

import org.jspecify.annotations.NullMarked;
