/** GitHub's quota: signals, observations and the ledger. */
@NullMarked
package dev.headgate.core.quota;

import org.jspecify.annotations.NullMarked;
