/** Tests of the jobs from outside. */
@NullMarked
package dev.headgate.server.job;

import org.jspecify.annotations.NullMarked;
