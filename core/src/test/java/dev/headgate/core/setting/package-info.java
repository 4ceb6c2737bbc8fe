/** What operators change while the system runs, the same for all processes. */
@NullMarked
package dev.headgate.core.setting;

import org.jspecify.annotations.NullMarked;
