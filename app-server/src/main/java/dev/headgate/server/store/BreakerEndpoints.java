package dev.headgate.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headgate.core.audit.AuditLog;
import dev.headgate.core.breaker.BreakerStatus;
import dev.headgate.core.breaker.BreakerView;
import dev.headgate.core.breaker.Force;
import dev.headgate.core.breaker.SharedCircuitBreakers;
import dev.headgate.server.access.Access;
import dev.headgate.server.endpoint.Answer;
import dev.headgate.server.endpoint.Call;
import dev.headgate.server.endpoint.Deeds;
import dev.headgate.server.endpoint.EndpointGroup;
import dev.headgate.server.endpoint.Problem;
import dev.headgate.server.endpoint.Route;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the circuits stand, and the operator's word about them: {@code {"force": "open"}}. */
final class BreakerEndpoints implements EndpointGroup {
  private static final String ALL = "/api/v1/breakers";
  private static final String ONE = ALL + "/{name}";
  private static final String FORCED = "breaker.forced";
  private static final int LARGEST = 1024;

  private final SharedCircuitBreakers breakers;
  private final Deeds deeds;

  BreakerEndpoints(SharedCircuitBreakers breakers, AuditLog audit, InstantSource clock) {
    this.breakers = breakers;
    this.deeds = new Deeds(audit, clock);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(ALL, Access.ADMIN, call -> list()),
        Route.get(ONE, Access.ADMIN, call -> Answer.json(view(status(call)))),
        Route.put(ONE, Access.ADMIN, this::force));
  }

  private Answer list() {
    return Answer.json(all());
  }

  /** All circuits. */
  Map<String, Object> all() {
    return Map.of("breakers", breakers.statuses().stream().map(this::view).toList());
  }

  private Answer force(Call call) throws IOException {
    String name = status(call).service();
    if (breakers.view(name).isEmpty()) {
      throw Problem.conflict(
          "The circuit of %s is this process's own and cannot be forced".formatted(name));
    }
    Force force = read(call.json(LARGEST));
    String wanted = lower(force);
    deeds.attempt(
        call,
        FORCED,
        name,
        wanted,
        () -> {
          breakers.force(name, force);
          return wanted;
        });
    deeds.done(call, FORCED, name, wanted);
    return Answer.json(view(status(call)));
  }

  private static Force read(JsonNode body) {
    String wanted = body.path("force").asText("");
    return Arrays.stream(Force.values())
        .filter(force -> lower(force).equals(wanted))
        .findFirst()
        .filter(force -> body.size() == 1)
        .orElseThrow(() ->
            Problem.invalid(
                List.of("body: (expected: {\"force\": \"open\" | \"closed\" | \"auto\"})")));
  }

  private BreakerStatus status(Call call) {
    String name = call.variable("name");
    return breakers.statuses().stream()
        .filter(status -> status.service().equals(name))
        .findFirst()
        .orElseThrow(
            () -> Problem.notFound("There is no such breaker; GET %s lists them".formatted(ALL)));
  }

  private Map<String, Object> view(BreakerStatus status) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", status.service());
    view.put("state", lower(status.state()));
    view.put("since", status.since().toString());
    Optional<BreakerView> shared = breakers.view(status.service());
    view.put("shared", shared.isPresent());
    shared.ifPresent(seen -> {
      view.put("force", lower(seen.force()));
      view.put("healthy", seen.healthy());
      view.put("failing", seen.failing());
      view.put("processes", seen.processes());
    });
    return view;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
