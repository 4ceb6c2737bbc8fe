/** Whether GitHub and Headgate are well. */
@NullMarked
package dev.headgate.runtime.health;

import org.jspecify.annotations.NullMarked;
