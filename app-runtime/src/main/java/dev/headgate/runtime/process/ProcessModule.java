package dev.headgate.runtime.process;

import com.google.inject.AbstractModule;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.configuration.LiveConfiguration;
import java.time.InstantSource;

/** What a process is told of itself: how it is configured, its name, and what time it is. */
public final class ProcessModule extends AbstractModule {
  private final LiveConfiguration configuration;
  private final InstantSource clock;
  private final ProcessName process;

  /** A process whose configuration nothing changes. */
  public ProcessModule(Configuration configuration, InstantSource clock, ProcessName process) {
    this(LiveConfiguration.fixed(configuration), clock, process);
  }

  /** A process that the others of its stores know by that name. */
  public ProcessModule(LiveConfiguration configuration, InstantSource clock, ProcessName process) {
    this.configuration = configuration;
    this.clock = clock;
    this.process = process;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    // What a part is made of; what may change while it runs is asked of the live one.
    bind(Configuration.class).toInstance(configuration.now());
    bind(LiveConfiguration.class).toInstance(configuration);
    bind(InstantSource.class).toInstance(clock);
    bind(ProcessName.class).toInstance(process);
  }
}
