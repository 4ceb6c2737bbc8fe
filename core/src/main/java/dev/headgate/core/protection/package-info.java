/** Headgate's own resources: how much work and how many bytes it takes on at once. */
@NullMarked
package dev.headgate.core.protection;

import org.jspecify.annotations.NullMarked;
