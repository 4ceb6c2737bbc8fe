/** Tests of the quota's rules and contracts. */
@NullMarked
package dev.headgate.core.quota;

import org.jspecify.annotations.NullMarked;
