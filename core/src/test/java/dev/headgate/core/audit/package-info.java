/** Tests of the audit log's contract. */
@NullMarked
package dev.headgate.core.audit;

import org.jspecify.annotations.NullMarked;
