package dev.headgate.server.task;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.plugin.Plugins;
import dev.headgate.runtime.task.TaskAdmission;
import dev.headgate.runtime.task.TaskRules;
import dev.headgate.runtime.task.callback.CallbackRules;
import dev.headgate.runtime.task.request.TaskCredentials;
import dev.headgate.server.access.Gatekeeper;
import dev.headgate.server.artifact.BlobAnswers;
import dev.headgate.server.dashboard.Panel;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.mirror.Deferral;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tasks over HTTP. */
public final class TaskModule extends AbstractModule {
  @ProvidesIntoSet
  static Chores chores(BatchStreams streams) {
    return housekeeping -> housekeeping.atEnd(streams::close);
  }

  @Provides
  @Singleton
  static TaskDesk desk(
      TaskQueue queue,
      Set<TaskHandler> bound,
      Plugins plugins,
      Set<TaskRules> rules,
      Set<TaskAdmission> admissions,
      TaskCredentials credentials,
      Configuration configuration,
      AuditLog audit,
      InstantSource clock) {
    List<TaskHandler> handlers = new ArrayList<>(bound);
    handlers.addAll(plugins.handlers());
    return new TaskDesk(
        queue, handlers, rules, admissions, credentials, configuration.tasks(), audit, clock);
  }

  @ProvidesIntoSet
  static Panel panel(TaskQueue queue) {
    return new Panel("queue", new QueuePanel(queue)::view);
  }

  @Provides
  @Singleton
  static Deferral deferral(TaskDesk desk, Gatekeeper gate) {
    return new DeferredRequests(desk, gate);
  }

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup endpoints(
      TaskDesk desk,
      Gatekeeper gate,
      EndpointPriority priorities,
      CallbackRules callbacks,
      BlobAnswers blobs,
      AuditLog audit) {
    return new TaskEndpoints(desk, gate, priorities, callbacks, new TaskContent(blobs), audit);
  }

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup batches(
      TaskDesk desk,
      Gatekeeper gate,
      EndpointPriority priorities,
      CallbackRules callbacks,
      BatchStreams streams,
      Configuration configuration) {
    return new BatchEndpoints(desk, gate, priorities, callbacks, streams, configuration.batches());
  }

  @Provides
  @Singleton
  static BatchStreams streams(TaskQueue queue, Configuration configuration) {
    return new BatchStreams(queue, configuration.batches().maxStreams());
  }
}
