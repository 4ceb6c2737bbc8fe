@NullMarked
package dev.headgate.server.dashboard;

import org.jspecify.annotations.NullMarked;
