package dev.headgate.server.endpoint;

import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.server.access.Access;
import java.util.List;
import java.util.Map;

/** What the response cache holds. */
final class CacheEndpoints implements EndpointGroup {
  private final ResponseCache cache;

  CacheEndpoints(ResponseCache cache) {
    this.cache = cache;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/api/v1/cache", Access.ADMIN, call -> usage()));
  }

  private Answer usage() {
    CacheUsage usage = cache.usage();
    return Answer.json(Map.of("objects", usage.resources(), "bytes", usage.bytes()));
  }
}
