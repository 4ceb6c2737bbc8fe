/** GitHub over OkHttp. */
@NullMarked
package dev.headgate.github.upstream;

import org.jspecify.annotations.NullMarked;
