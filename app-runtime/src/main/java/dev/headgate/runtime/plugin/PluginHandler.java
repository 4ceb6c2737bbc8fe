package dev.headgate.runtime.plugin;

import dev.headgate.core.work.TaskHandler;
import dev.headgate.core.work.TaskOutcome;
import dev.headgate.core.work.TaskRun;
import java.time.Duration;
import java.time.Instant;

/** A plugin's handler, whose libraries find the plugin's classes on the thread that runs it. */
final class PluginHandler implements TaskHandler {
  private final TaskHandler handler;
  private final ClassLoader loader;
  private final String kind;

  PluginHandler(TaskHandler handler, ClassLoader loader) {
    this.handler = handler;
    this.loader = loader;
    this.kind = handler.kind();
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public TaskOutcome handle(TaskRun run) throws Exception {
    try (PluginThread _ = PluginThread.of(loader)) {
      return handler.handle(run);
    }
  }

  @Override
  public int concurrency() {
    return handler.concurrency();
  }

  @Override
  public Duration longest() {
    return handler.longest();
  }

  @Override
  public int attempts() {
    return handler.attempts();
  }

  @Override
  public long memory() {
    return handler.memory();
  }

  @Override
  public boolean internal() {
    return handler.internal();
  }

  @Override
  public int permits(int wanted, Instant now) {
    return handler.permits(wanted, now);
  }

  @Override
  public String toString() {
    return "%s of %s".formatted(handler.getClass().getName(), loader.getName());
  }
}
