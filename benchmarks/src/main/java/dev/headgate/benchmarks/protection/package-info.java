/** What a server is worth that has more to do than it can. */
@NullMarked
package dev.headgate.benchmarks.protection;

import org.jspecify.annotations.NullMarked;
