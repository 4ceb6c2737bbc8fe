package dev.headgate.storage.memory.queue;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.headgate.core.queue.TaskQueue;

/** Keeps tasks in this process. */
public final class MemoryQueueModule extends AbstractModule {
  private final MemoryTaskQueueSettings settings;

  /** The feature with these settings. */
  public MemoryQueueModule(MemoryTaskQueueSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void configure() {
    bind(MemoryTaskQueueSettings.class).toInstance(settings);
  }

  @Provides
  @Singleton
  static TaskQueue queue(MemoryTaskQueueSettings settings) {
    return new MemoryTaskQueue(settings);
  }
}
