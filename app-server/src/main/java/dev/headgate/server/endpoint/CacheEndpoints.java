package dev.headgate.server.endpoint;

import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.cache.CacheUsage;
import dev.headgate.core.cache.ResourceSelection;
import dev.headgate.core.cache.ResponseCache;
import dev.headgate.server.access.Access;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/**
 * What the response cache holds, and how to have it forgotten: {@code path} names one path, with
 * {@code /**} behind it everything beneath as well, and {@code /**} alone everything.
 */
final class CacheEndpoints implements EndpointGroup {
  private static final String ALL = "/**";
  private static final String INVALIDATED = "cache.invalidated";

  private final ResponseCache cache;
  private final Deeds deeds;

  CacheEndpoints(ResponseCache cache, AuditLog audit, InstantSource clock) {
    this.cache = cache;
    this.deeds = new Deeds(audit, clock);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/cache", Access.ADMIN, call -> usage()),
        Route.delete("/api/v1/cache", Access.ADMIN, this::invalidate));
  }

  private Answer usage() {
    CacheUsage usage = cache.usage();
    return Answer.json(Map.of("objects", usage.resources(), "bytes", usage.bytes()));
  }

  private Answer invalidate(Call call) {
    String path =
        call.parameter("path")
            .orElseThrow(() ->
                Problem.badRequest("path: missing (expected: ?path=/repos/o/r or /repos/o/r/**)"));
    ResourceSelection selection = selection(path);
    int forgotten =
        deeds.attempt(call, INVALIDATED, path, "forget", () -> cache.invalidate(selection));
    deeds.done(call, INVALIDATED, path, forgotten + " resources");
    return Answer.json(Map.of("invalidated", forgotten));
  }

  private static ResourceSelection selection(String path) {
    try {
      if (path.equals(ALL)) {
        return ResourceSelection.everything();
      }
      return path.endsWith(ALL)
          ? ResourceSelection.beneath(path.substring(0, path.length() - ALL.length()))
          : ResourceSelection.exactly(path);
    } catch (IllegalArgumentException malformed) {
      throw Problem.badRequest(String.valueOf(malformed.getMessage()));
    }
  }
}
