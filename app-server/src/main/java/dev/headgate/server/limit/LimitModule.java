package dev.headgate.server.limit;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.core.limit.InboundLimits;
import dev.headgate.core.limit.LimitStore;
import dev.headgate.core.setting.SharedSettings;
import dev.headgate.runtime.configuration.LiveConfiguration;
import dev.headgate.runtime.store.StoreWatch;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.server.dashboard.Panel;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.storage.memory.limit.MemoryLimitConfig;
import dev.headgate.storage.memory.limit.MemoryTokenBuckets;
import java.time.InstantSource;

/** The inbound limits, their rules, and the endpoints around them. */
public final class LimitModule extends AbstractModule {

  @Provides
  @Singleton
  static InboundLimits inboundLimits(
      LiveConfiguration live,
      LimitStore shared,
      SharedCircuitBreakers processes,
      StoreWatch stores,
      Metrics metrics) {
    InboundLimits limits =
        new InboundLimits(
            shared,
            new MemoryTokenBuckets(MemoryLimitConfig.DEFAULTS),
            stores.calls("limits"),
            processes::processes,
            live.now().rateLimit().allowList(),
            metrics.limits());
    live.follow(configuration -> limits.exempt(configuration.rateLimit().allowList()));
    return limits;
  }

  @Provides
  @Singleton
  static LimitRuleBook limitRuleBook(
      LiveConfiguration live, InboundLimits limits, SharedSettings settings) {
    LimitRuleBook book = new LimitRuleBook(live.now().rateLimit(), limits, settings);
    live.follow(configuration -> book.configure(configuration.rateLimit()));
    return book;
  }

  @Provides
  @Singleton
  static EventLimits eventLimits(InboundLimits limits, InstantSource clock) {
    return new EventLimits(limits, clock);
  }

  @ProvidesIntoSet
  static EndpointGroup endpoints(LimitEndpoints limits) {
    return limits;
  }

  @ProvidesIntoSet
  static Panel panel(LimitEndpoints limits, Metrics metrics) {
    return new Panel("limits", new LimitPanel(limits, metrics)::view);
  }

  @Provides
  @Singleton
  static LimitEndpoints limits(
      LimitRuleBook book, InboundLimits limits, AuditLog audit, InstantSource clock) {
    return new LimitEndpoints(book, limits, audit, clock);
  }
}
