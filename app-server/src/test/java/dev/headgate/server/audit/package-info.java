/** The audit as an operator sees it. */
@NullMarked
package dev.headgate.server.audit;

import org.jspecify.annotations.NullMarked;
