/** Parts of the pipeline by themselves. */
@NullMarked
package dev.headgate.server.pipeline;

import org.jspecify.annotations.NullMarked;
