package dev.headgate.runtime.task.callback;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.queue.TaskQueue;
import dev.headgate.core.work.TaskHandler;
import dev.headgate.runtime.configuration.Configuration;
import java.time.InstantSource;

/** Callbacks at the end of tasks. */
public final class CallbackModule extends AbstractModule {
  @ProvidesIntoSet
  @Singleton
  static TaskHandler handler(TaskQueue queue, Configuration configuration, InstantSource clock) {
    return new CallbackHandler(queue, configuration.callbacks(), clock);
  }

  @Provides
  @Singleton
  static CallbackRules rules(Configuration configuration) {
    return new CallbackRules(configuration.callbacks());
  }
}
