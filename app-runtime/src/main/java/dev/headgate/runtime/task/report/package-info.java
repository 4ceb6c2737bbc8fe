/** Test reports out of artifacts: read as a stream, kept, compared over runs. */
@NullMarked
package dev.headgate.runtime.task.report;

import org.jspecify.annotations.NullMarked;
