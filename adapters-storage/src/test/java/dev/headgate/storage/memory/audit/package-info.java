/** Tests of the audit in memory. */
@NullMarked
package dev.headgate.storage.memory.audit;

import org.jspecify.annotations.NullMarked;
