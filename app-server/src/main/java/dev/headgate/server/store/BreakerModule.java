package dev.headgate.server.store;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.InstantSource;

/** The endpoints of the circuits. */
public final class BreakerModule extends AbstractModule {

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup endpoints(
      SharedCircuitBreakers breakers, AuditLog audit, InstantSource clock) {
    return new BreakerEndpoints(breakers, audit, clock);
  }
}
