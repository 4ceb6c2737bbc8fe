@NullMarked
package dev.headgate.core.storage;

import org.jspecify.annotations.NullMarked;
