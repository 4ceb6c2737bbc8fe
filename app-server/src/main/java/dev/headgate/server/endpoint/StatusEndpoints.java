package dev.headgate.server.endpoint;

import dev.headgate.runtime.telemetry.Exposition;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.server.access.Access;
import dev.headgate.server.health.HealthReport;
import dev.headgate.server.health.Readiness;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;

/** For probes and scrapers. */
final class StatusEndpoints implements EndpointGroup {
  private final HealthReport health;
  private final Metrics metrics;
  private final Readiness readiness;

  StatusEndpoints(HealthReport health, Metrics metrics, Readiness readiness) {
    this.health = health;
    this.metrics = metrics;
    this.readiness = readiness;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get("/healthz", Access.OPEN, call -> Answer.text(200, "OK")).atOnce(),
        Route.get("/readyz", Access.OPEN, call -> ready()).atOnce(),
        Route.get("/metrics", Access.OPEN, this::metrics),
        Route.get("/api/v1/metrics", Access.OPEN, this::metrics),
        Route.get("/api/v1/health", Access.OPEN, call -> Answer.json(health.now())));
  }

  private Answer ready() {
    return readiness.ready() ? Answer.text(200, "READY") : Answer.text(503, "STOPPING");
  }

  private Answer metrics(Call call) {
    String accept = call.exchange().getHeaders().get(HttpHeader.ACCEPT);
    Exposition exposition = metrics.scrape(accept == null ? "" : accept);
    return new Answer(200, exposition.contentType(), exposition.bytes(), Map.of());
  }
}
