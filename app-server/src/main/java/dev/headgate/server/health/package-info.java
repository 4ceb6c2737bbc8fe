/** Whether GitHub and Headgate are well. */
@NullMarked
package dev.headgate.server.health;

import org.jspecify.annotations.NullMarked;
