/** Tests of counting leases. */
@NullMarked
package dev.headgate.core.slot;

import org.jspecify.annotations.NullMarked;
