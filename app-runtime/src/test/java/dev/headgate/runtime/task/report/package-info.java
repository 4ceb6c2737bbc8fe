/** Tests of test reports. */
@NullMarked
package dev.headgate.runtime.task.report;

import org.jspecify.annotations.NullMarked;
