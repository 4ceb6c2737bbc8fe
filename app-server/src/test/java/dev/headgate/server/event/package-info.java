/** Tests of the intake of CloudEvents. */
@NullMarked
package dev.headgate.server.event;

import org.jspecify.annotations.NullMarked;
