package dev.headgate.server.endpoint;

import com.google.inject.AbstractModule;
import com.google.inject.Singleton;
import com.google.inject.multibindings.ProvidesIntoSet;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.runtime.management.StatusPages;
import java.time.InstantSource;

/** The list of Headgate's own endpoints, group by group. */
public final class EndpointModule extends AbstractModule {

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup status(StatusPages pages) {
    return new StatusEndpoints(pages);
  }

  @ProvidesIntoSet
  @Singleton
  static EndpointGroup cache(ResponseCache cache, AuditLog audit, InstantSource clock) {
    return new CacheEndpoints(cache, audit, clock);
  }
}
