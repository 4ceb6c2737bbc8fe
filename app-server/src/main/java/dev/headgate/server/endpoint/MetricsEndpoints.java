package dev.headgate.server.endpoint;

import dev.headgate.runtime.telemetry.Exposition;
import dev.headgate.runtime.telemetry.Metrics;
import dev.headgate.server.access.Access;
import dev.headgate.server.pipeline.Responses;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;

/** What Prometheus reads. */
public final class MetricsEndpoints implements Endpoints {
  private final Metrics metrics;

  /** These metrics. */
  public MetricsEndpoints(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        new Route("GET", "/metrics", Access.OPEN, this::scrape),
        new Route("GET", "/api/v1/metrics", Access.OPEN, this::scrape));
  }

  private void scrape(Call call) {
    String accept = call.exchange().getHeaders().get(HttpHeader.ACCEPT);
    Exposition exposition = metrics.scrape(accept == null ? "" : accept);
    Responses.send(
        call.exchange(),
        call.response(),
        call.callback(),
        200,
        exposition.contentType(),
        exposition.bytes());
  }
}
