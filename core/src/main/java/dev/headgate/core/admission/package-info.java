/** The queue in front of GitHub: who may send next, and what he must wait for. */
@NullMarked
package dev.headgate.core.admission;

import org.jspecify.annotations.NullMarked;
