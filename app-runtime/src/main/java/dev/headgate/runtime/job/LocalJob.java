package dev.headgate.runtime.job;

import dev.headgate.core.job.JobOrder;
import java.time.Duration;

/** What a job of this machine does. */
@FunctionalInterface
interface LocalJob {
  /**
   * Does it, on a thread of its own, which is interrupted when the job is called off.
   *
   * @param longest how long it may take
   * @return why it failed; empty: it went well
   */
  String run(JobOrder order, Duration longest) throws InterruptedException;
}
