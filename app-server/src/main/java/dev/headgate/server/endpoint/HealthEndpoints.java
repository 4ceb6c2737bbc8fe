package dev.headgate.server.endpoint;

import dev.headgate.server.access.Access;
import dev.headgate.server.health.HealthReport;
import dev.headgate.server.pipeline.Responses;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Whether the process lives, takes requests, and how its parts stand. */
public final class HealthEndpoints implements Endpoints {
  private final HealthReport health;
  private final BooleanSupplier ready;

  /** What this report says, and whether requests are taken. */
  public HealthEndpoints(HealthReport health, BooleanSupplier ready) {
    this.health = health;
    this.ready = ready;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/healthz", Access.OPEN, call -> text(call, 200, "OK")),
        new Route("GET", "/readyz", Access.OPEN, this::ready),
        new Route("GET", "/api/v1/health", Access.OPEN, call -> call.json(health.now())));
  }

  private void ready(Call call) {
    boolean yes = ready.getAsBoolean();
    text(call, yes ? 200 : 503, yes ? "READY" : "STOPPING");
  }

  private static void text(Call call, int status, String text) {
    Responses.text(call.exchange(), call.response(), call.callback(), status, text);
  }
}
