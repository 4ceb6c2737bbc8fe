package dev.headgate.server.configuration;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.runtime.change.RunTimeChanges;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.InstantSource;

/** The configuration's endpoints. */
public final class ConfigModule extends AbstractModule {

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup endpoints(
      LiveConfiguration live, RunTimeChanges changes, AuditLog audit, InstantSource clock) {
    return new ConfigEndpoints(live, changes, audit, clock);
  }
}
