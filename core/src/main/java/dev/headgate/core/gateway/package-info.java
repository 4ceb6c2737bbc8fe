/** The use case: answer one API request. */
@NullMarked
package dev.headgate.core.gateway;

import org.jspecify.annotations.NullMarked;
