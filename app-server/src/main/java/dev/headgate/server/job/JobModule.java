package dev.headgate.server.job;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.job.JobSlots;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.runtime.task.job.JobControl;
import dev.headgate.server.dashboard.Panel;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.InstantSource;

/** The jobs under way, over HTTP. */
public final class JobModule extends AbstractModule {
  @ProvidesIntoSet
  static EndpointGroup endpoints(JobEndpoints jobs) {
    return jobs;
  }

  @ProvidesIntoSet
  static Panel panel(JobEndpoints jobs) {
    return new Panel("jobs", jobs::panel);
  }

  @Provides
  @Singleton
  static JobEndpoints jobs(
      JobSlots slots, JobControl control, TaskQueue queue, AuditLog audit, InstantSource clock) {
    return new JobEndpoints(slots, control, queue, audit, clock);
  }
}
