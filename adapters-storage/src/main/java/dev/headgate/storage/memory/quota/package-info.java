/** GitHub's quota ledger in memory. */
@NullMarked
package dev.headgate.storage.memory.quota;

import org.jspecify.annotations.NullMarked;
