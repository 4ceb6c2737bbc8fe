/** What a limit decision costs, beside other limiters in one run. */
@NullMarked
package dev.headgate.benchmarks.limit;

import org.jspecify.annotations.NullMarked;
