package dev.headgate.server.store;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.server.dashboard.Panel;
import dev.headgate.server.endpoint.EndpointGroup;
import java.time.InstantSource;

/** The endpoints of the circuits. */
public final class BreakerModule extends AbstractModule {

  @ProvidesIntoSet
  static EndpointGroup endpoints(BreakerEndpoints breakers) {
    return breakers;
  }

  @ProvidesIntoSet
  static Panel panel(BreakerEndpoints breakers) {
    return new Panel("breakers", now -> breakers.all());
  }

  @Provides
  @Singleton
  static BreakerEndpoints breakers(
      SharedCircuitBreakers breakers, AuditLog audit, InstantSource clock) {
    return new BreakerEndpoints(breakers, audit, clock);
  }
}
