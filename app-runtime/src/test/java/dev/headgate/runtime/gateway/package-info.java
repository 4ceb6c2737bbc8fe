@NullMarked
package dev.headgate.runtime.gateway;

import org.jspecify.annotations.NullMarked;
