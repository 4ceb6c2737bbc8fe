@NullMarked
package dev.headgate.server.update;

import org.jspecify.annotations.NullMarked;
