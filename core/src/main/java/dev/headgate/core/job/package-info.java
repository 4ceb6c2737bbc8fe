/** Jobs that run elsewhere: how they are ordered, named and watched. */
@NullMarked
package dev.headgate.core.job;

import org.jspecify.annotations.NullMarked;
