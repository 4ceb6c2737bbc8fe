package dev.headgate.server.endpoint;

import dev.headgate.core.audit.AuditLog;
import dev.headgate.runtime.logging.WatchedRequests;
import dev.headgate.server.access.Access;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which requests' decisions are logged in this process, by the id that they bring in {@code
 * X-Request-ID}: {@code PUT /api/v1/debug/requests/{id}?seconds=600}.
 */
final class WatchEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/debug/requests";
  private static final String ONE = ALL + "/{id}";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:+=@-]{1,128}");
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,4}");
  private static final String USUAL = "600";

  private final WatchedRequests watched;
  private final Deeds deeds;

  WatchEndpoints(WatchedRequests watched, AuditLog audit, InstantSource clock) {
    this.watched = watched;
    this.deeds = new Deeds(audit, clock);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(ALL, Access.ADMIN, call -> list()),
        Route.put(ONE, Access.ADMIN, this::watch),
        Route.delete(ONE, Access.ADMIN, this::forget));
  }

  private Answer list() {
    Map<String, String> all = new LinkedHashMap<>();
    watched.all().forEach((id, end) -> all.put(id, end.toString()));
    return Answer.json(Map.of("requests", all));
  }

  private Answer watch(Call call) {
    String id = call.variable("id");
    if (!ID.matcher(id).matches()) {
      throw Problem.badRequest(
          "id: not usable (expected: 1 to 128 letters, digits or ._:+=@-, as in X-Request-ID)");
    }
    String seconds = call.parameter("seconds").orElse(USUAL);
    if (!SECONDS.matcher(seconds).matches()
        || Integer.parseInt(seconds) < 1
        || Integer.parseInt(seconds) > WatchedRequests.LONGEST.toSeconds()) {
      throw Problem.badRequest("seconds: not usable (expected: a whole number, 1 to 3600)");
    }
    if (!watched.watch(id, Duration.ofSeconds(Integer.parseInt(seconds)))) {
      throw new Problem(
          409,
          "too-many-watched",
          "Too many requests are watched",
          "requests: %d are watched (expected: fewer; DELETE one, or wait for one's end)"
              .formatted(WatchedRequests.MOST),
          Map.of());
    }
    deeds.done(call, "debug.watched", id, seconds + " s");
    return list();
  }

  private Answer forget(Call call) {
    String id = call.variable("id");
    watched.forget(id);
    deeds.done(call, "debug.forgotten", id, "done");
    return Answer.empty();
  }
}
