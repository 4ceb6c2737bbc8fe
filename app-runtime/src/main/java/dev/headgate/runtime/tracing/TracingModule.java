package dev.headgate.runtime.tracing;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.runtime.chore.Chores;
import dev.headgate.runtime.configuration.Configuration;
import dev.headgate.runtime.process.ProcessName;
import java.net.URI;

/** Follows requests and tasks where a collector is configured. */
public final class TracingModule extends AbstractModule {
  private final String service;

  /** Traces of a kind of process, such as {@code headgate-server}. */
  public TracingModule(String service) {
    this.service = service;
  }

  @Provides
  @Singleton
  Tracing tracing(Configuration configuration, ProcessName process) {
    URI collector = configuration.tracing().endpoint();
    return collector == null ? Tracing.OFF : Tracing.to(collector, service, process.text());
  }

  @ProvidesIntoSet
  static Chores lastSpans(Tracing tracing) {
    return housekeeping -> housekeeping.atEnd(tracing::close);
  }
}
