package dev.headgate.server.endpoint;

import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.server.access.Access;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the response cache holds. */
public final class CacheEndpoints implements Endpoints {
  private final ResponseCache cache;

  /** This cache. */
  public CacheEndpoints(ResponseCache cache) {
    this.cache = cache;
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route("GET", "/api/v1/cache", Access.ADMIN, this::usage));
  }

  private void usage(Call call) throws IOException {
    CacheUsage usage = cache.usage();
    call.json(Map.of(
            "resources", usage.resources(),
            "bytes", usage.bytes(),
            "evicted", usage.evicted()));
  }
}
