@NullMarked
package dev.headgate.server.task;

import org.jspecify.annotations.NullMarked;
