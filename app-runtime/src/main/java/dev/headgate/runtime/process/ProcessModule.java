package dev.headgate.runtime.process;

import com.google.inject.AbstractModule;
import dev.headgate.runtime.configuration.Configuration;
import java.time.InstantSource;

/** What a process is told of itself: how it is configured, its name, and what time it is. */
public final class ProcessModule extends AbstractModule {
  private final Configuration configuration;
  private final InstantSource clock;
  private final ProcessName process;

  /** A process that the others of its stores know by that name. */
  public ProcessModule(Configuration configuration, InstantSource clock, ProcessName process) {
    this.configuration = configuration;
    this.clock = clock;
    this.process = process;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    bind(Configuration.class).toInstance(configuration);
    bind(InstantSource.class).toInstance(clock);
    bind(ProcessName.class).toInstance(process);
  }
}
