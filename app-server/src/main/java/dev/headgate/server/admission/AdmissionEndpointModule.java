package dev.headgate.server.admission;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.admission.AdmissionControl;
import dev.headgate.core.breaker.CircuitBreakers;
import dev.headgate.core.gateway.Upstream;
import dev.headgate.core.priority.EndpointPriority;
import dev.headgate.core.quota.QuotaLedger;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.spending.WaitingLine;
import java.time.InstantSource;

/** What there is to see of the queue in front of GitHub. */
public final class AdmissionEndpointModule extends AbstractModule {

  @ProvidesIntoSet
  @Singleton
  static WaitingLine waitingLine(AdmissionControl admission) {
    return new WaitingLines(admission);
  }

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup endpoints(
      AdmissionControl admission,
      EndpointPriority priorities,
      QuotaLedger ledger,
      CircuitBreakers breakers,
      Upstream upstream,
      InstantSource clock) {
    return new ExplainEndpoints(admission, priorities, ledger, breakers, upstream, clock);
  }
}
