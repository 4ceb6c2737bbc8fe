package dev.headgate.server.pipeline;

import dev.headgate.core.http.RouteTemplate;
import dev.headgate.runtime.telemetry.HttpMetrics;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Counts and times every request under its route's template. */
final class MetricsStage extends Stage {
  private final HttpMetrics metrics;

  MetricsStage(HttpMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  boolean handle(Exchange exchange, Response response, Callback callback) throws Exception {
    exchange.endpoint(RouteTemplate.of(exchange.path()));
    metrics.started();
    Request.addCompletionListener(exchange, failure -> finished(exchange, response));
    return next(exchange, response, callback);
  }

  private void finished(Exchange exchange, Response response) {
    metrics.finished(
        exchange.getMethod(),
        exchange.endpoint(),
        response.getStatus(),
        exchange.outcome(),
        exchange.caller(),
        exchange.took().toNanos());
  }
}
